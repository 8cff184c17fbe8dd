"""Settings of the site: places come from `Installation`, secrets from its root key."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from fanal.web.config.databases import database
from fanal.web.installation import Installation, derived, read_root_key

INSTALLATION = Installation.of()
ROOT_KEY = read_root_key(INSTALLATION.root_key)
SECRET_KEY = derived(ROOT_KEY, "django-secret").hex()
DEBUG = False
ALLOWED_HOSTS = list(INSTALLATION.hosts)
ROOT_URLCONF = "fanal.web.config.urls"
WSGI_APPLICATION = "fanal.web.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "lucide",
    "procrastinate.contrib.django",
    "fanal.web.design",
    "fanal.web.organisations",
    "fanal.web.access",
    "fanal.web.keys",
    "fanal.web.audit_trail",
    "fanal.web.jobs",
    "fanal.web.api",
    "fanal.web.accounts",
    "fanal.web.operations",
]
"""From the ground up; `operations` comes last, since row-level security is put on after the last app."""

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "fanal.web.design.middleware.HeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "fanal.web.accounts.middleware.LanguageMiddleware",
    "fanal.web.organisations.middleware.OrganisationMiddleware",
    "fanal.web.access.middleware.RefusalMiddleware",
]

DATABASES: dict[str, dict[str, Any]] = {
    "default": database(INSTALLATION, os.environ.get("FANAL_DATABASE_ROLE", "site"))
}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "fanal.web.design.context.page",
            ],
            "builtins": ["fanal.web.design.templatetags.design"],
        },
    }
]

USE_TZ = True
TIME_ZONE = os.environ.get("TZ", "UTC")
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français")]

STATIC_URL = "/static/"
STATIC_ROOT = Path(__file__).parents[1] / "design" / "static-collected"
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {"BACKEND": "fanal.web.keys.files.NoPlainFiles"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# Cookies: of this site, over TLS where there is TLS, not read by scripts.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = INSTALLATION.secure
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SECURE_HSTS_SECONDS = 63_072_000 if INSTALLATION.secure else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if INSTALLATION.secure else None
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20

# How long emergency access lasts.
EMERGENCY_ACCESS_MINUTES = 60

# Sign-in is by address and password, then a second factor; accounts come by invitation only.
ACCOUNT_USER_MODEL_USERNAME_FIELD = "handle"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
