"""The site's own settings, and a sample app on top: what casework will be, in small."""

from fanal.web.config.settings import *  # noqa: F403
from fanal.web.config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS[:-1], "web.sample", INSTALLED_APPS[-1]]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
"""Fast; that the site itself uses Argon2id is tested by its settings."""
PSEUDO_LOCALE = True
