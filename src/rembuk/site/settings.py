"""Settings: few, read from the environment, safe when nothing is said.

REMBUK_HOME, DATABASE_URL, EMAIL_URL, REMBUK_TRUSTED_PROXY and REMBUK_SECRET_FILE are the ones a person meets
first; docs/reference/settings.md tells all of them.
"""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import NONCE, NONE, SELF

from rembuk.site import environment
from rembuk.site.home import find_home
from rembuk.site.secret import read_secret

PACKAGE = Path(__file__).resolve().parent.parent
HOME = find_home()
DEBUG = os.environ.get("REMBUK_DEBUG") == "1"
DEMO = (HOME / "demo.json").exists()
PUBLIC_URL = environment.public_url("http://127.0.0.1:8000")
SECURE = PUBLIC_URL.startswith("https://")

SECRET_KEY = read_secret(HOME)
ALLOWED_HOSTS = environment.hosts("127.0.0.1,localhost,[::1],testserver")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if SECURE else []

INSTALLED_APPS = [
    # Highest rung first, so that a higher domain may override a template of a lower one.
    "rembuk.site",
    "rembuk.programmes",
    "rembuk.review",
    "rembuk.ideas",
    "rembuk.voices",
    "rembuk.moderation",
    "rembuk.messaging",
    "rembuk.channels",
    "rembuk.rights",
    "rembuk.spaces",
    "rembuk.people",
    "rembuk.places",
    "rembuk.ledger",
    "rembuk.design",
    "rembuk.shared",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "csp",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    # Outside everything that may refuse or lead on, so that a refusal is as well guarded as a page.
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "rembuk.site.middleware.apart.Apart",
    "django.middleware.security.SecurityMiddleware",
    "rembuk.site.middleware.programs.Programs",
    "rembuk.site.middleware.door.Door",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "rembuk.site.middleware.language.ReaderLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "rembuk.site.middleware.fields.KnownFields",
    "rembuk.people.middleware.StaffSignIn",
    "rembuk.people.middleware.AgeAsked",
    "rembuk.site.middleware.refusals.Refusals",
]

ROOT_URLCONF = "rembuk.site.urls"
WSGI_APPLICATION = "rembuk.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "rembuk.design.context.page",
            ],
        },
    },
]

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["rembuk.people.backends.PasswordBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

DATABASES = {
    "default": {
        **environment.database(f"sqlite:///{HOME / 'rembuk.sqlite3'}"),
        "ATOMIC_REQUESTS": False,
    }
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"] |= {
        "ENGINE": "rembuk.site.database.sqlite",
        # Opening anew for every request costs more than a short query.
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # FULL: what was acknowledged survives a power cut. mmap_size stays 0 (see docs/decisions).
            # secure_delete: a deleted row would stay readable in the file, and in every backup of it.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-8000; "
            "PRAGMA secure_delete=ON;",
        },
        # A file, so that threads in a test meet the same locks as processes in service.
        "TEST": {"NAME": HOME / "test.sqlite3"},
    }
else:
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# allauth's rate limits, sessions and ours share the database cache, so that any number of processes agree.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # Each process for itself: a page that only reads must not wait for whoever writes to the database.
    "sums": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "sums",
        "OPTIONS": {"MAX_ENTRIES": 1_000},
    },
}
SESSION_ENGINE = "rembuk.site.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "__Host-sesi" if SECURE else "sesi"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
CSRF_COOKIE_HTTPONLY = SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "rembuk.site.views.errors.csrf_failure"

MESSAGE_STORAGE = "rembuk.site.notices.Notices"

SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 63_072_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS: list[str] = []
# The address range of the one proxy whose X-Forwarded-For and -Proto are believed; nobody's when empty.
TRUSTED_PROXY = environment.trusted_proxy()
if TRUSTED_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "font-src": [NONE],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_000_000

# Indonesian is the language of the source: every phrase is written in it, English stands beside.
LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Indonesia"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "__Host-bahasa" if SECURE else "bahasa"
USE_I18N = True
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = "Asia/Jakarta"
USE_TZ = True

STATIC_URL = "/aset/"
STATIC_ROOT = HOME / "aset"
STORAGES = {
    "default": {
        "BACKEND": "rembuk.site.kept_files.KeptFiles",
        "OPTIONS": {"location": HOME / "berkas"},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or "PYTEST_VERSION" in os.environ
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = DEBUG or "PYTEST_VERSION" in os.environ

# Mail never leaves inside a request: the backend writes an outbox row, the worker sends it.
EMAIL_OUTER = environment.mail(f"filemail:///{HOME / 'surat'}" if DEMO else "consolemail://")
EMAIL_BACKEND = "rembuk.messaging.backends.OutboxBackend"
DEFAULT_FROM_EMAIL = environment.sender("Rembuk <rembuk@localhost>")

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "rembuk.people.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
# allauth's sign-up has no address here: an account arises when a code sent to the address comes back
# (people.actions.redeem_code), so every address is proven. "password1" makes its sign-in ask for a password.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login_failed": "60/10m/ip,5/5m/key", "login": "120/10m/ip"}
ACCOUNT_FORMS = {
    "login": "rembuk.people.forms.PasswordSignInForm",
    "reauthenticate": "rembuk.people.forms.PasswordAgainForm",
    "change_password": "rembuk.people.forms.ChangePasswordForm",
    "set_password": "rembuk.people.forms.SetPasswordForm",
}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
MFA_ADAPTER = "rembuk.people.adapters.MFAAdapter"
MFA_FORMS = {
    "authenticate": "rembuk.people.forms.SecondFactorForm",
    "reauthenticate": "rembuk.people.forms.SecondFactorAgainForm",
    "activate_totp": "rembuk.people.forms.ActivateAppForm",
    "add_webauthn": "rembuk.people.forms.AddPasskeyForm",
    "edit_webauthn": "rembuk.people.forms.NamePasskeyForm",
}
# One step either way: phones' clocks drift.
MFA_TOTP_TOLERANCE = 1
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Rembuk"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
USERSESSIONS_TRACK_ACTIVITY = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    # Nothing personal in logs: messages pass through the masking filter, requests are logged by route name.
    "filters": {
        "mask": {"()": "rembuk.site.logs.PersonalData"},
        "secrets": {"()": "rembuk.site.logs.SecretAddresses"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["secrets", "mask"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

# Tests load the places they need; a real database gets all of them after its migrations.
LOAD_PLACES = "PYTEST_VERSION" not in os.environ
