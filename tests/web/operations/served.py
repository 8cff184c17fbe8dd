"""Settings of a site that is really served, with an address that writes: what is killed in the middle."""

from fanal.web.config.settings import *  # noqa: F403
from fanal.web.config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS[:-1], "web.sample", INSTALLED_APPS[-1]]
ROOT_URLCONF = "web.operations.served_urls"
