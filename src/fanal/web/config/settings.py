"""Settings of the site: places come from `Installation`, secrets from its root key."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from fanal.web.config.databases import database
from fanal.web.config.mail import mail
from fanal.web.installation import Installation, derived, read_root_key
from fanal.web.operations import logs as operations_logs

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
    "fanal.web.casework",
    "fanal.web.collaborative",
    "fanal.web.portal",
    "fanal.web.operations",
]
"""From the ground up; `operations` comes last, since row-level security is put on after the last app."""

MIDDLEWARE = [
    "fanal.web.operations.logs.RequestLogMiddleware",
    "fanal.web.design.middleware.HeadersMiddleware",
    "fanal.web.portal.middleware.PortalMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "fanal.web.accounts.middleware.SignedInMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "fanal.web.design.middleware.LanguageMiddleware",
    "fanal.web.organisations.middleware.OrganisationMiddleware",
    "fanal.web.design.middleware.RefusalsMiddleware",
    # After the one that answers a refusal: the last of the list hears of it first.
    "fanal.web.access.middleware.RefusalMiddleware",
    "fanal.web.keys.middleware.KeysMiddleware",
    "fanal.web.casework.draft_middleware.DraftMiddleware",
]

FORM_RENDERER = "fanal.web.design.rendering.FormRenderer"

DATABASES: dict[str, dict[str, Any]] = {
    "default": database(INSTALLATION, os.environ.get("FANAL_DATABASE_ROLE", "site"))
}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parents[1] / "design"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "fanal.web.design.context.page",
                "fanal.web.access.context.notices",
            ],
            "builtins": ["fanal.web.design.templatetags.design", "fanal.web.portal.templatetags.portal"],
        },
    }
]

USE_TZ = True
TIME_ZONE = os.environ.get("TZ", "UTC")
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français")]
PSEUDO_LOCALE = False
"""Whether a language that nobody speaks may be chosen, to see what is untranslated."""
MESSAGE_TAGS = {10: "info", 20: "info", 25: "success", 30: "warning", 40: "danger"}

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {"BACKEND": "fanal.web.keys.files.NoPlainFiles"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

SESSION_ENGINE = "fanal.web.keys.sessions"

# Cookies: of this site, over TLS where there is TLS, not read by scripts.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = INSTALLATION.secure
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SECURE_HSTS_SECONDS = 63_072_000 if INSTALLATION.secure else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if INSTALLATION.secure else None
X_FRAME_OPTIONS = "DENY"
LEAVE_TO = os.environ.get("FANAL_LEAVE_TO", "https://www.wikipedia.org/")
"""What opens for whoever leaves a page in a hurry: neutral, and of nobody."""
CSRF_FAILURE_VIEW = "fanal.web.design.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
# Nothing that is uploaded lies in the clear on a disk, and nobody fills one by uploading.
FILE_UPLOAD_HANDLERS = ["fanal.web.keys.uploads.InMemoryOnly"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 20 * 2**20

# How long emergency access lasts.
EMERGENCY_ACCESS_MINUTES = 60

# Sign-in is by address and password, then a second factor, or by a passkey; accounts come by invitation only.
AUTHENTICATION_BACKENDS = ["fanal.web.accounts.backend.HandleBackend"]
PASSWORD_HASHERS = ["fanal.web.accounts.hashing.CappedArgon2"]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "fanal.web.accounts.passwords.PasswordRule"}]
LOGIN_URL, LOGIN_REDIRECT_URL = "account_login", "/"
ACCOUNT_ADAPTER = "fanal.web.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "handle"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_SIGNUP_ENABLED = False
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_REAUTHENTICATION_METHODS = {"mfa"}
# `accounts.slowing` counts instead, so that nobody locks others out.
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if INSTALLATION.secure else 0
MFA_ADAPTER = "fanal.web.accounts.adapters.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODE_DIGITS = 10
MFA_RECOVERY_CODES_SHOW_ONCE = True
# `accounts.step_up` asks instead, where a password is never enough.
MFA_REAUTHENTICATION_REQUIRED = False

# Used codes lie in the cache: all processes share it.
# What nothing hangs on may be kept by each process for itself.
CACHES = {
    "default": {"BACKEND": "fanal.web.accounts.cache.SharedCache"},
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

# Logs by allow-list; see `operations.logs`.
LOGGING = operations_logs.LOGGING

# Mail says that something waits, and nothing else: FANAL_SMTP_URL=smtps://user:password@host:465
_mail = mail(os.environ)
EMAIL_HOST, EMAIL_PORT = _mail.host, _mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
EMAIL_USE_SSL, EMAIL_USE_TLS, EMAIL_TIMEOUT = _mail.ssl, _mail.starttls, 20
DEFAULT_FROM_EMAIL = os.environ.get("FANAL_MAIL_FROM", f"fanal@{INSTALLATION.hosts[0]}")
PUBLIC_ADDRESS = os.environ.get("FANAL_ADDRESS", "http://localhost:8000")
