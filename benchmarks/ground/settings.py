"""The site's own settings with the tables of the benchmark."""

from fanal.web.config.settings import *  # noqa: F403
from fanal.web.config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS[:-1], "benchmarks.ground", INSTALLED_APPS[-1]]
