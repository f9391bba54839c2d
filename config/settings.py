"""All settings. What differs between machines is read from the environment at the top.

`SITE_MODE` is `production` (the default), `demo` (synthetic figures, a clock that can be moved,
embedded services) or `test`. Production starts only with its own secrets.
"""

from pathlib import Path

import django_stubs_ext
import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from config import embedded
from municipalities import claims

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.FileAwareEnv()

SITE_MODE = env.str("SITE_MODE", default="production")
if SITE_MODE not in {"production", "demo", "test"}:
    raise ImproperlyConfigured(f"SITE_MODE is {SITE_MODE!r}; it must be production, demo or test.")
PRODUCTION = SITE_MODE == "production"
DEMO = not PRODUCTION
SHORTEST_KEY = 32
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var")))


def _secret(name: str, *, for_demo: str, hint: str) -> str:
    """The environment's value, which production must have and the demonstration may lack."""
    value: str = env.str(name, default="" if PRODUCTION else for_demo)
    if not value or (PRODUCTION and value == for_demo):
        raise ImproperlyConfigured(
            f"{name} is not set to a value of its own. {hint} For the demonstration: `make demo`, "
            "or SITE_MODE=demo before a command."
        )
    return value


SECRET_KEY = _secret(
    "SECRET_KEY",
    for_demo="demonstration-only-not-a-secret",
    hint="Make one with `python -c 'import secrets; print(secrets.token_urlsafe(50))'`.",
)
if PRODUCTION and len(SECRET_KEY) < SHORTEST_KEY:
    raise ImproperlyConfigured(
        f"SECRET_KEY is shorter than {SHORTEST_KEY} characters. Make one with "
        "`python -c 'import secrets; print(secrets.token_urlsafe(50))'`."
    )
# Older keys: what they encrypted or signed still holds while a new one takes over.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
DATABASE_URL = _secret(
    "DATABASE_URL",
    for_demo="embedded",
    hint="It looks like postgresql://user:password@host:5432/name.",
)
REDIS_URL = env.str("REDIS_URL", default="")
if PRODUCTION and not REDIS_URL:
    raise ImproperlyConfigured("REDIS_URL is not set. It looks like redis://:password@host:6379/0.")
# A database of its own, for whoever empties the cache must not empty the queue.
CACHE_URL = env.str("CACHE_URL", default=REDIS_URL)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["*"])
if PRODUCTION and (not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS):
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the site's hosts, with commas, and no *.")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
BEHIND_TLS = env.bool("BEHIND_TLS", default=PRODUCTION)
DEBUG = False

# --- the site ---------------------------------------------------------------------------------
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "competition",
    "signups",
    "municipalities",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "config.apps.CollectedStaticFiles",
    "django_htmx",
    "ninja",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "competition.caching.PublicPageCache",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "signups.middleware.HistoryKnowsWho",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "municipalities.doors.NotAllowed",
    "municipalities.doors.Inactivity",
    "municipalities.doors.SecondFactor",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "competition.context.site",
            ],
        },
    }
]

# --- data -------------------------------------------------------------------------------------
DATABASES = {
    "default": {
        **environ.Env.db_url_config(
            embedded.database_url(DATA_DIR) if DATABASE_URL == "embedded" else DATABASE_URL
        ),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }
}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "site_cache"}
    if not REDIS_URL
    else {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CACHE_URL},
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 2000},
    },
}
# How old the state of the site (data version and clock) may be for visitors who are not signed in.
SITE_STATE_SECONDS = 0.0 if SITE_MODE == "test" else 0.2
# Where files may be fetched from by themselves: hosts, and folders on this machine.
SOURCE_HOSTS = env.list("SOURCE_HOSTS", default=[])
SOURCE_FOLDERS = env.list("SOURCE_FOLDERS", default=[])
SOURCE_PRIVATE_ADDRESSES = DEMO and env.bool("SOURCE_PRIVATE_ADDRESSES", default=False)
# Where the site is found, for letters that no request asked for.
SITE_URL = env.str("SITE_URL", default="").rstrip("/") or (
    f"https://{ALLOWED_HOSTS[0].lstrip('.')}"
    if PRODUCTION
    else f"http://localhost:{env.str('PORT', default='8000')}"
)
IMPORT_MAX_BYTES = 20 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = IMPORT_MAX_BYTES + 1024 * 1024
# Each warning that is answered for is a field of the form.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

# The interface of Statistics Denmark's Statistikbanken, which the population is fetched from.
STATBANK_URL = env.str("STATBANK_URL", default="") or "https://api.statbank.dk/v1"
STATBANK_SECONDS = env.float("STATBANK_SECONDS", default=60.0)
STATBANK_MAX_BYTES = 20 * 1024 * 1024

# The Ed25519 key that results are signed with; the demonstration makes one of its own.
RESULT_SIGNING_KEY = env.str("RESULT_SIGNING_KEY", default="")

# --- Celery: Redis, or a folder of the file system where there is none --------------------------
CELERY_BROKER_URL = REDIS_URL or "filesystem://"
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"visibility_timeout": 600} if REDIS_URL else embedded.broker_folders(DATA_DIR)
)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = "Europe/Copenhagen"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True

# --- language, time, numbers ------------------------------------------------------------------
LANGUAGE_CODE = "da"
LANGUAGES = [("da", _("Danish")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Copenhagen"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

# --- static files: ours, and what npm and the asset build bring ---------------------------------
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "build" / "collected"
STATICFILES_DIRS = [BASE_DIR / "static", BASE_DIR / "build" / "assets"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
MEDIA_ROOT = DATA_DIR / "media"

# --- people -----------------------------------------------------------------------------------
AUTH_USER_MODEL = "municipalities.User"
AUTHENTICATION_BACKENDS = ["municipalities.access.WithMunicipality"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_REDIRECT_URL = "desk_for_me"
LOGIN_URL = "account_login"
CSRF_FAILURE_VIEW = "municipalities.unsent.forged"
ACCOUNT_ADAPTER = "signups.provider.Accounts"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Whoever asks for an address that is not known here gets the same page, and the address no letter.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# How many proxies of ours add to X-Forwarded-For: the limits of attempts count by that address.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("ALLAUTH_TRUSTED_PROXY_COUNT", default=0)
# Every link holds once: an invitation for some days, one for a forgotten password or a new address
# for some hours.
INVITATION_DAYS = env.int("INVITATION_DAYS", default=7)
PASSWORD_RESET_TIMEOUT = INVITATION_DAYS * 24 * 60 * 60
FORGOTTEN_PASSWORD_SECONDS = 4 * 60 * 60
NEW_ADDRESS_SECONDS = 24 * 60 * 60
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "municipalities.links.Links"  # noqa: S105  a name

# A second factor: required of the organiser's people. The demonstration can be walked without.
SECOND_FACTOR_REQUIRED = PRODUCTION
MFA_ADAPTER = "municipalities.access.KeptSecrets"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "add_webauthn": "municipalities.passkeys.AddForm",
    "authenticate_webauthn": "municipalities.passkeys.AuthenticateForm",
    "login_webauthn": "municipalities.passkeys.LoginForm",
    "reauthenticate_webauthn": "municipalities.passkeys.ReauthenticateForm",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an invitation reached it, so it is right
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO

# An identity provider of the organisation's own, where OIDC_ISSUER names one.
OIDC_ISSUER = env.str("OIDC_ISSUER", default="")
OIDC_NAME = env.str("OIDC_NAME", default="OpenID Connect")
OIDC_ROLE_CLAIM = env.str("OIDC_ROLE_CLAIM", default="groups")
try:
    OIDC_ROLES = claims.read_roles(env.list("OIDC_ROLES", default=[]))
except ValueError as error:
    raise ImproperlyConfigured(f"OIDC_ROLES: {error}") from error
OIDC_MUNICIPALITY_CLAIM = env.str("OIDC_MUNICIPALITY_CLAIM", default="municipality")
OIDC_HAS_SECOND_FACTOR = env.bool("OIDC_HAS_SECOND_FACTOR", default=False)
if PRODUCTION and OIDC_ISSUER and not OIDC_ISSUER.startswith("https://"):
    raise ImproperlyConfigured("OIDC_ISSUER must begin with https://.")
SOCIALACCOUNT_ADAPTER = "signups.provider.KnownPeople"
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = ""
SOCIALACCOUNT_STORE_TOKENS = False
# A link and no form leads there: `form-action` would hold for every address that the provider then
# sends the browser on to. The answer must belong to the session that asked (state, PKCE).
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "oidc",
                "name": OIDC_NAME,
                "client_id": env.str("OIDC_CLIENT_ID", default=""),
                "secret": env.str("OIDC_CLIENT_SECRET", default=""),
                "settings": {"server_url": OIDC_ISSUER},
            }
        ]
        if OIDC_ISSUER
        else [],
    }
}
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="mest-digitale@example.dk")
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": env.str("EMAIL_HOST", default="localhost"),
            "port": env.int("EMAIL_PORT", default=25),
            "username": env.str("EMAIL_HOST_USER", default=""),
            "password": env.str("EMAIL_HOST_PASSWORD", default=""),
            "use_tls": env.bool("EMAIL_USE_TLS", default=False),
            "timeout": 20,
        },
    }
    if PRODUCTION
    else {
        "BACKEND": "config.outbox.EmailBackend",
        "OPTIONS": {"file_path": str(DATA_DIR / "mail")},
    }
}

# --- safety -----------------------------------------------------------------------------------
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# However busy, a session ends so long after it began (`doors.Inactivity`); sooner where nothing is done.
SESSION_COOKIE_AGE = 12 * 60 * 60
ORGANISER_IDLE_MINUTES = env.int("ORGANISER_IDLE_MINUTES", default=30)
STAFF_IDLE_MINUTES = env.int("STAFF_IDLE_MINUTES", default=60)
if BEHIND_TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    # Preloading binds the whole domain for years: its owner's decision, made outside this site.
    SILENCED_SYSTEM_CHECKS = ["security.W021"]
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        name: {"handlers": ["stderr"], "level": "INFO", "propagate": False}
        for name in ("municipalities", "signups", "competition")
    },
}
