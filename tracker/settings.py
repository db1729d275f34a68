"""Settings of the PoA Tracker, from the environment (see tracker/env.py)."""

import os
import sys
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from whitenoise.compress import Compressor  # type: ignore[import-untyped]

from tracker import house
from tracker.env import SettingsError, read_environment, refuse_slow_driver

BASE_DIR = Path(__file__).resolve().parent.parent

try:
    ENV = read_environment(os.environ, BASE_DIR)
    refuse_slow_driver(ENV)
except SettingsError as error:
    # One line without a traceback, whichever program starts: manage.py, gunicorn or pytest.
    print(f"The PoA Tracker cannot start: {error}", file=sys.stderr)
    sys.exit(2)

DEBUG = ENV.debug
SECRET_KEY = ENV.secret_key
ALLOWED_HOSTS = ENV.allowed_hosts
ROOT_URLCONF = "tracker.urls"
WSGI_APPLICATION = "tracker.wsgi.application"

INSTALLED_APPS = [
    # First, so that their templates take precedence over those of the packages.
    *house.OUR_APPS,
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "tracker.admin_app.TrackerAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "csp",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "simple_history",
]

MIDDLEWARE = [
    # Before any middleware that uses the host name, the session or the database.
    "tracker.health.HealthMiddleware",
    "tracker.health.OutageMiddleware",
    # Outside any middleware that identifies the reader: it serves only anonymous requests.
    "tracker.kept.KeptAnswersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "tracker.middleware.PermissionsPolicyMiddleware",
    "tracker.middleware.DataLicenceMiddleware",
    "csp.middleware.CSPMiddleware",
    "api.shared.cors.CorsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tracker.caching.PublicCacheMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.security_log.RefusalsMiddleware",
    # Before any middleware that reads the body.
    "tracker.uploads.UploadMiddleware",
    "accounts.middleware.AdminLanguageMiddleware",
    "accounts.middleware.SignedInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    # The last middleware to see a form before its view.
    "tracker.typed.TypedTextMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

FORM_RENDERER = "common.selects.Renderer"

# Database. SQLite readers never wait for the writer (WAL), and a transaction takes the write
# lock when it begins: one that upgrades later fails at once, without the busy timeout.
SQLITE: dict[str, Any] = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": ENV.data_dir / "tracker.sqlite3",
    # Opening the file takes longer than most queries; one that was replaced is noticed after this.
    "CONN_MAX_AGE": 0 if DEBUG else 1,
    "OPTIONS": {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    },
}
DATABASES: dict[str, dict[str, Any]] = {"default": SQLITE}
if ENV.database:
    POSTGRESQL = {
        # Kept between requests; a connection that died is noticed before it is used.
        "CONN_MAX_AGE": 0 if DEBUG else 600,
        "CONN_HEALTH_CHECKS": True,
    }
    # A machine that is gone without a word is noticed within half a minute, by libpq.
    gone = {
        "tcp_user_timeout": 20_000,
        "keepalives_idle": 15,
        "keepalives_interval": 5,
        "keepalives_count": 3,
    }
    options = {"connect_timeout": 5, **gone, **ENV.database["OPTIONS"]}
    DATABASES["default"] = {**ENV.database, **POSTGRESQL, "OPTIONS": options}
    if ENV.replica:
        options = {"connect_timeout": 2, **gone, **ENV.replica["OPTIONS"]}
        DATABASES["replica"] = {**ENV.replica, **POSTGRESQL, "OPTIONS": options}
        DATABASE_ROUTERS = ["common.database.replica.Router"]
        # Within what is kept, so that an answer is made twice before it is.
        MIDDLEWARE.insert(3, "common.database.replica.ReplicaMiddleware")
else:
    # Only for the account that runs the tracker: the file holds drafts and password digests.
    try:
        ENV.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        print(
            "The PoA Tracker cannot start: POA_DATA_DIR takes a directory that can be made and"
            f" written ({error.strerror}: {error.filename}).",
            file=sys.stderr,
        )
        sys.exit(2)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Accounts
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.LockingBackend"]
LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# An address needs no confirmation: the invitation was received there.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_CHANGE_EMAIL = False
# Behind a proxy many people may share an address. The real protection against guessing passwords
# and codes counts in the database (accounts/locking.py): entries of this cache can be pushed out.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "10/15m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = ENV.proxies
MFA_ADAPTER = "accounts.adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
# A telephone's clock may be one step off in each direction (RFC 6238, section 5.2).
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "accounts.forms.SignInCodeForm",
    "reauthenticate": "accounts.forms.ConfirmCodeForm",
}
MFA_TOTP_ISSUER = "PoA Tracker"
STAFF_MFA = ENV.staff_mfa
# The cache that all workers share, and the cache of each process (common/process_cache.py).
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_cache",
    },
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": name}
    for name in (
        "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "django.contrib.auth.password_validation.MinimumLengthValidator",
        "accounts.passwords.UncommonPasswordValidator",
        "django.contrib.auth.password_validation.NumericPasswordValidator",
    )
]
AUTH_PASSWORD_VALIDATORS[1]["OPTIONS"] = {"min_length": 12}  # type: ignore[assignment]
# Behind TLS the names of all cookies begin with ``__Host-``. Browsers take such a cookie over TLS
# alone, for this host and all its paths: no other host of the domain can set or replace it.
COOKIE_PREFIX = "__Host-" if ENV.https else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}django_language"
DEVICE_COOKIE_NAME = f"{COOKIE_PREFIX}poa_device"
MESSAGE_COOKIE_NAME = f"{COOKIE_PREFIX}messages"
MESSAGE_STORAGE = "tracker.message_cookie.MessageStorage"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "accounts.forgery.refused"

# Mail. In development each mail is a file; in a deployment without a mail server it waits.
SITE_URL = ENV.site_url
# Information for readers about the keeper of the site.
CONTACT, DATA_LICENCE = ENV.contact, ENV.data_licence
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENV.email_from
EMAIL_TIMEOUT = 10
EMAIL_BACKEND = "contacts.backends.NoMailServer"
if ENV.email:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    globals().update(ENV.email)
elif DEBUG:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = ENV.data_dir / "mail"

# Languages. Chinese is ``zh`` in addresses and data (see common/languages.py); Django and its
# packages keep their Chinese catalogues under ``zh-hans``.
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("ar", _("Arabic")),
    ("zh-hans", _("Chinese")),
    ("en", _("English")),
    ("fr", _("French")),
    ("ru", _("Russian")),
    ("es", _("Spanish")),
]
LOCALE_PATHS = [BASE_DIR / "tracker" / "locale"]
FORMAT_MODULE_PATH = ["tracker.formats"]
USE_TZ = True
TIME_ZONE = "UTC"

# Static files and attachments
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
MEDIA_ROOT = ENV.media_root
DEMO_PASSWORD_FILE = ENV.data_dir / "demo-password"
# Files that the worker processes lock, to limit heavy work to what the machine can do.
TURNS_DIR = ENV.data_dir / "turns"
MAX_UPLOAD_BYTES = ENV.max_upload_mb * 1024 * 1024
# The coding table is one form: eight fields for each commitment in a cycle's scope.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 8000
FILE_UPLOAD_PERMISSIONS = 0o640
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Outside the static root and without an address: only a view can serve these files.
    "attachments": {"BACKEND": "common.files.bucket.Bucket", "OPTIONS": ENV.s3}
    if ENV.s3
    else {
        "BACKEND": "common.files.storage.WholeFiles",
        "OPTIONS": {"location": ENV.media_root},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "common.files.static_files.StaticFiles"
    },
}
# In development static files come from the applications; in production only from collectstatic.
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG
# Source maps are only for debugging packages: compressing them takes most of the time of a start.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")

# Security
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "base-uri": [NONE],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "img-src": [SELF],
        "manifest-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if ENV.https:
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True

# Logging: one line per message on standard error.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"keys": {"()": "tracker.secrets_in_logs.WithoutKeys"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["keys"]}
    },
    "root": {"handlers": ["stderr"], "level": ENV.log_level},
    "loggers": {
        "django": {"handlers": [], "level": ENV.log_level, "propagate": True},
        # Sign-ins and refusals (accounts/security_log.py), whatever the level of the others.
        "security": {"level": "INFO"},
        # These packages log every step of making every PDF.
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
    },
}

# Finished public answers that each process keeps (tracker/kept.py). In development pages change
# without a write.
KEPT_BYTES = 0 if DEBUG else ENV.kept_mb * 1024 * 1024

# API Requests that one caller may make in a minute; None for no limit. The counts are in the file;
# with several machines, in the database.
API_RATE: int | None = ENV.api_rate or None
API_COUNTS = ENV.data_dir / "api-counts.sqlite3"
API_COUNTS_ARE_SHARED = ENV.nodes > 1
REST_FRAMEWORK: dict[str, Any] = {
    # Reading is public: by default the answer does not depend on the caller.
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "api.shared.negotiation.Negotiation",
    "DEFAULT_RENDERER_CLASSES": ["api.shared.negotiation.Json"],
    "DEFAULT_PARSER_CLASSES": ["api.shared.strict.StrictJson"],
    "DEFAULT_FILTER_BACKENDS": ["api.shared.parameters.StrictBackend"],
    "EXCEPTION_HANDLER": "api.shared.errors.handle",
    # Each proxy in front adds an address to X-Forwarded-For; anybody can write the others.
    "NUM_PROXIES": ENV.proxies,
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "PoA Tracker",
    "DESCRIPTION": "Who reported what on the Programme of Action on small arms and light weapons "
    "and the International Tracing Instrument. Reading is public and shows what is published.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "LICENSE": {"name": "Apache-2.0"},
    "SERVERS": [],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    # Without ``validatorUrl: None`` the page would ask a public service whether the description is
    # valid. Operations are closed: with a hundred open ones the interface silently fails.
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "docExpansion": "none", "validatorUrl": None},
    "REDOC_DIST": "SIDECAR",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "api.reading.sparse.describe",
        "api.reading.examples.describe",
        "api.shared.throttling.describe",
    ],
    # Several resources have a kind or a status; each set of values gets one name.
    "ENUM_NAME_OVERRIDES": {
        "Addressee": "commitments.models.Addressee",
        "AnswerEnum": "indicators.models.Answered",
        "AnswerWithoutFigure": "api.writing.sourced_bodies.NO_FIGURE",
        "DocumentKind": "commitments.models.DocumentKind",
        "Language": "common.multilingual.LANGUAGE_CHOICES",
        "Level": "commitments.models.Level",
        "CountsEnum": "indicators.models.Counted",
        "FundCount": "cooperation.models.FundCount",
        "ActivityStatus": "cooperation.models.ActivityStatus",
        "BudgetStatus": "cooperation.models.BudgetStatus",
        "BudgetType": "cooperation.models.BudgetType",
        "ProjectKind": "cooperation.models.ProjectKind",
        "RelationType": "cooperation.models.RelationType",
        "ResultType": "cooperation.models.ResultType",
        "TransactionType": "cooperation.models.TransactionType",
        "UpdateKind": "cooperation.models.UpdateKind",
        "UpdateStage": "cooperation.models.UpdateStage",
        "ProjectRole": "cooperation.models.Role",
        "ProgressLevel": "indicators.models.ProgressLevel",
        "StageEnum": "indicators.models.PlanStage",
        "StandingKind": "indicators.adherence.Standing",
        "TargetLevel": "indicators.models.TargetLevel",
        "PartKind": "questionnaires.models.PartKind",
        "MappingRole": "questionnaires.models.Role",
        "AnswerStatus": "questionnaires.models.AnswerState",
        "LinkKind": "commitments.models.LinkKind",
        "MeetingKind": "commitments.models.MeetingKind",
        "BodyKind": "participation.models.BodyKind",
        "MeetingDocumentKind": "participation.models.MeetingDocumentKind",
        "OfficerRole": "participation.models.OfficerRole",
        "Channel": "reports.models.Channel",
        "GroupKind": "reports.models.GroupKind",
        "ReporterType": "reports.models.ReporterKind",
        "ResponseStatus": "reports.models.ResponseStatus",
        "StateStatus": "reports.models.StateStatus",
        "SubmissionStatus": "reports.models.SubmissionStatus",
        "Timeliness": "reports.models.Timeliness",
    },
}
