"""Django's settings, all from the environment; `environment.py` says what is allowed."""

import os
from importlib.util import find_spec
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from undersigned.config import environment

ENVIRONMENT = environment.read(os.environ)
DATA = ENVIRONMENT.data
DEMO = ENVIRONMENT.demo

BASE_URL = ENVIRONMENT.url  # the base of every link; the Host header is never used for one
TRUSTED_PROXIES = ENVIRONMENT.trusted_proxies
RELAY = ENVIRONMENT.relay
RETURN_PATH = ENVIRONMENT.return_path  # where mail that cannot be delivered comes back to
RETURNS = ENVIRONMENT.returns  # where it is read
RESOLVER = ENVIRONMENT.resolver  # of the DNS; '' is the system's, 'off' none
DKIM_SELECTORS = ENVIRONMENT.dkim_selectors  # the relay's own
SEND_RATE = ENVIRONMENT.send_rate  # messages a second of all senders; None: as it comes
PROVIDER_LIMITS = ENVIRONMENT.provider_limits
MORE_RELAYS = ENVIRONMENT.more_relays  # beside it, where there are several
MAIL_API = ENVIRONMENT.mail_api  # instead of relays: a provider's, by HTTP

SECRET_KEY = environment.secret(DATA, "django-key")
ADDRESS_KEY = environment.secret(DATA, "address-key")  # keys the hashes of erased addresses
DEBUG = False
ALLOWED_HOSTS = ["*"]  # links never use the Host header, so a forged one gains nothing
SECURE = BASE_URL.startswith("https://")

ROOMS = [
    "dashboard", "site", "automations", "press", "mailings", "petitions", "actions",
    "campaigns", "evidence", "officials", "segments", "supporters", "places", "accounts",
    "outbox", "guard", "ledger", "organisations", "jobs", "lib",
]  # fmt: skip
INSTALLED_APPS = [
    "undersigned.config",
    *(f"undersigned.{room}" for room in ROOMS),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    # A developer's tool, which an installation does not have.
    *(["django_linear_migrations"] if find_spec("django_linear_migrations") else []),
    "django_tasks",
    "lucide",
]
MIDDLEWARE = [
    "undersigned.lib.middleware.request_id",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # What follows is around the pages below MEMBERS_PATHS alone.
    "undersigned.lib.middleware.public_straight",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
MEMBERS_PATHS = frozenset({"dashboard", "accounts"})  # first parts of paths with a session
ROOT_URLCONF = "undersigned.config.urls"
WSGI_APPLICATION = "undersigned.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["undersigned.lib.templatetags.house", "lucide.templatetags.lucide"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "undersigned.config.navigation.for_dashboard",
            ],
        },
    }
]

DATABASES = {"default": ENVIRONMENT.database}
# Attempts to sign in are counted here, by all processes alike; nothing else is cached in it.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_counter",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "undersigned.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CHANGE_EMAIL = True  # one address each; the new one counts once it is confirmed
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody is mailed because a stranger typed an address
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_TIMEOUT = 900
ACCOUNT_DEFAULT_HTTP_PROTOCOL = urlsplit(BASE_URL).scheme
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/sign-in/"
MFA_ADAPTER = "undersigned.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE  # browsers themselves allow localhost alone
MFA_TOTP_TOLERANCE = 1  # a code may be half a minute old: people type, clocks differ
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/dashboard/"
EMAIL_BACKEND = "undersigned.outbox.backend.QueueingBackend"
DEFAULT_FROM_EMAIL = ENVIRONMENT.mail_from  # of mail to members; campaigns' mail has its own

TASKS = {"default": {"BACKEND": "undersigned.jobs.backend.DatabaseBackend"}}

LANGUAGE_CODE = "en"
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "undersigned.lib.fonts.FontFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = DATA / "media"
MEDIA_URL = "media/"
PUBLISHED_ROOT = DATA / "published"  # files that the web server answers before Django
IMPORT_ROOT = DATA / "imports"  # uploaded lists, until they are imported; not public
LOG_ROOT = DATA / "log"  # the public files of the signature log, answered likewise
LEDGER_ROOT = DATA / "ledger"  # the log's key and its newest checkpoint; not public
LEDGER_JOURNAL = DATA / "signers"  # whose the lately signed leaves are; in no backup
PROMISE_KEY_FILE = DATA / "secrets" / "promise-key"
LOG_ORIGIN = ENVIRONMENT.log_origin
LEASE = ENVIRONMENT.lease  # how long a worker holds what it took without renewing it
DEMO_PEOPLE = ENVIRONMENT.demo_people
LEDGER_HOLD = ENVIRONMENT.ledger_hold  # leaves wait until they are so many, or so old

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
PAGE_SECONDS = 1.0  # how old a campaign's drawn page may be before it is drawn anew
FORM_SECONDS = 1.0  # how old a petition's settings may be when a form comes in
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
HOSTNAME = urlsplit(BASE_URL).hostname

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "undersigned.lib.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "loggers": {"fontTools": {"level": "WARNING"}},  # tells each table of each typeface
    "root": {"handlers": ["stderr"], "level": ENVIRONMENT.log_level},
}
