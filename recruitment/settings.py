"""One settings file. The environment decides; the safe value is the default."""

from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

env = environ.FileAwareEnv()

BASE_DIR = Path(__file__).resolve().parent.parent
RUN_DIR = Path(env("HEMVAGEN_RUN_DIR", default=str(BASE_DIR / ".run")))

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env("SECRET_KEY")  # or the file that SECRET_KEY_FILE names
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
BASE_URL = env("BASE_URL", default="http://127.0.0.1:8000")  # in mail and SMS

INSTALLED_APPS = [
    "audit",
    "organisation",
    "messaging",
    "exports",
    "campaigns",
    "followups",
    "inquiries",
    "planning",
    "reports",
    "recruitment",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "crispy_forms",
    "csp",
    "django_htmx",
    "phonenumber_field",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "organisation.middleware.refuse_unreadable_text",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "recruitment.urls"
WSGI_APPLICATION = "recruitment.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "organisation.context.page_frame",
                "messaging.context.standstill",
                "campaigns.menu.shown",
                "inquiries.counter.shown",
                "inquiries.gaps.shown",
                "planning.lying_low_shown.shown",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
        },
    }
]
CRISPY_TEMPLATE_PACK = "design"
CRISPY_ALLOWED_TEMPLATE_PACKS = "design"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Database: persistent connections; no server-side cursors behind PgBouncer.
DATABASES = {"default": env.db("DATABASE_URL")}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=600)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    # For what may happen once only, in whichever process; see its migration.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
    }
}

# --- Celery: the broker may be stopped, frozen or emptied; nothing is lost by it.
REDIS_URL = env("REDIS_URL", default="")
CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 60  # seconds
CELERY_TASK_TIME_LIMIT = 90  # seconds; shorter than the delivery lease
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a day without Redis ends no worker
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600}  # seconds
CELERY_TIMEZONE = "UTC"
CELERY_ENABLE_UTC = True
CELERY_BEAT_SCHEDULE_FILENAME = str(RUN_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    "dispatch": {
        "task": "messaging.jobs.dispatch",
        "schedule": timedelta(seconds=5),
        "options": {"expires": 30},
    },
    "clear-sessions": {
        "task": "organisation.jobs.clear_sessions",
        "schedule": timedelta(hours=6),
        "options": {"expires": 3600},
    },
    "forget-counted-steps": {
        "task": "campaigns.jobs.forget_counted_steps",
        "schedule": timedelta(hours=6),
        "options": {"expires": 3600},
    },
}
# What one round of the dispatcher does, in this order. Each step is a function of
# one moment and may run twice or late.
DISPATCH_STEPS = [
    "organisation.password_links.send_due",
    "followups.reminders.create_due",
    "followups.lateness.tell_managers",
    "inquiries.services.broken.settle_broken",
    "inquiries.dormancy.wake_due",
    "planning.services.lying_low.resume_due",
    "followups.digest.send_due",
    "campaigns.services.expiring.open_due",
    "campaigns.digest.send_due",
    "inquiries.services.waiting.assign_waiting",
    "followups.slots.cut_due",
    "inquiries.services.seats.settle_seats",
    "inquiries.services.lost_links.send_wanted",
    "reports.services.rolling_up.roll_up_due",
    "reports.services.freezing.freeze_due",
    "reports.services.sending.draft_due",
    "reports.services.sending.send_due",
    "messaging.alarms.tell_of_failures",
    "messaging.delivery.deliver_due",
    "messaging.alarms.tell_of_breaches",
    "messaging.bounces.read_due",
    "exports.making.make_due",
    "exports.making.forget_old",
]
# Called where a colleague can no longer call families; in that same transaction.
STAFF_LEAVES = ["inquiries.services.leaving.hand_to_team"]
# Makes a change of the rota, and sees to promises that it would leave with nobody.
ROTA_CHANGE = "inquiries.services.coverage.recompute"
# Tells in words what followed from changes of the rota.
ROTA_EFFECT_WORDS = "inquiries.coverage_words.told"
# What the demonstration shows of apps above inquiries; each takes a municipality and
# the moment, when its histories are written.
DEMONSTRATION_STEPS = ["reports.demonstration.show"]
# Asked just before sending: which of these messages are still wanted? By kind; the
# function takes messages and gives the ids of those to send.
MESSAGE_CHECKS = {
    "reminder": "followups.reminders.still_wanted",
    "reminders": "followups.gathering.still_wanted",
    "late": "followups.lateness.still_wanted",
    "promise": "inquiries.messages.still_wanted",
    "apology": "inquiries.messages.still_wanted",
    "new-name": "inquiries.handover_words.still_wanted",
    "invitation": "inquiries.invitations.still_wanted",
    "day-before": "inquiries.invitations.still_wanted",
    "meeting": "inquiries.meeting_letters.still_wanted",
    "meeting-eve": "inquiries.meeting_letters.still_wanted",
    "holding": "inquiries.holder_letters.still_wanted",
    "holding-eve": "inquiries.holder_letters.still_wanted",
    "code": "inquiries.services.family_codes.still_wanted",
    "mailing": "campaigns.services.letters.still_wanted",
    "report": "reports.services.sending.still_wanted",
}
# What is written into a message only as it leaves, by the mark in its text; the
# function takes messages and gives by id what to put there.
MESSAGE_FILLINGS = {
    "{family-link}": "inquiries.family_links.links_for",
    "{family-code}": "inquiries.services.family_codes.codes_for",
    "{unsubscribe-link}": "campaigns.services.unsubscribing.links_for",
    "{report-unsubscribe-link}": "reports.services.unsubscribing.links_for",
}
# Files that an e-mail carries, made as it leaves; by kind of message, as above.
MESSAGE_ATTACHMENTS = {"report": "reports.services.attaching.files_for"}

# What can be made beside the request, by name: see exports/kinds.py.
EXPORT_KINDS = {
    "report-pdf": "reports.exports.PDF",
    "report-workbook": "reports.exports.WORKBOOK",
    "report-twelve-months": "reports.exports.TWELVE_MONTHS",
    "joint-pdf": "reports.joint.exports.PDF",
    "joint-workbook": "reports.joint.exports.WORKBOOK",
}

# --- Mail and SMS. Texts to a family are neutral; see messaging.
EMAIL_URL = env("EMAIL_URL", default=f"filemail:///{RUN_DIR / 'mail'}")
vars().update(env.email_url("EMAIL_URL", default=EMAIL_URL))
EMAIL_TIMEOUT = 10  # seconds; a server that hangs must not hold up the rounds
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="hemvagen@example.se")
SMS_URL = env("SMS_URL", default=f"file://{RUN_DIR / 'sms'}")
# Notices to staff in their browsers; without a key nobody is offered them.
VAPID_PRIVATE_KEY = env("VAPID_PRIVATE_KEY", default="")
# The only hosts that a browser's address for notices may lead to: those of the makers
# of Chrome and its kin, Firefox, Edge and Safari. A dot stands for all below a name.
PUSH_SERVICES = env.list(
    "PUSH_SERVICES",
    default=[
        "fcm.googleapis.com",
        ".push.services.mozilla.com",
        ".notify.windows.com",
        ".push.apple.com",
    ],
)
# Where 46elks may tell whether an SMS arrived; "" where it cannot reach us.
CALLBACK_URL = env(
    "CALLBACK_URL", default=BASE_URL if BASE_URL.startswith("https:") else ""
)
BOUNCE_URL = env("BOUNCE_URL", default="")  # the mailbox to which our mails come back
HEARTBEAT_URL = env("HEARTBEAT_URL", default="")  # asked for once a minute
SEND_DELAY = timedelta(seconds=env.int("SEND_DELAY_SECONDS", default=60))
# How long a dispatcher may hold a message; after its death it is free this late.
MESSAGE_LEASE_SECONDS = env.int("MESSAGE_LEASE_SECONDS", default=120)

# --- Who you are
AUTH_USER_MODEL = "organisation.StaffMember"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation."
        "UserAttributeSimilarityValidator"
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "inquiries:today"
LOGOUT_REDIRECT_URL = "account_login"
PASSWORD_RESET_TIMEOUT = 3 * 24 * 60 * 60  # seconds
STAFF_SESSION_AGE = 8 * 60 * 60  # seconds; a working day
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_ADAPTER = "organisation.login.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = False  # django-axes counts, in PostgreSQL
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = (
    "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 -- a class
)
ACCOUNT_FORMS = {
    "login": "organisation.forms.login.LoginForm",
    "reauthenticate": "organisation.forms.login.ReauthenticateForm",
    "reset_password": "organisation.forms.login.ResetPasswordForm",
    "reset_password_from_key": "organisation.forms.login.ResetPasswordKeyForm",
    "change_password": "organisation.forms.login.ChangePasswordForm",
    "set_password": "organisation.forms.login.SetPasswordForm",
}
MFA_ADAPTER = "organisation.login.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Hemvägen"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # administrators vouch for the addresses
MFA_RATE_LIMITS = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not env.bool("HTTPS", default=True)
MFA_FORMS = {
    "authenticate": "organisation.forms.login.AuthenticateForm",
    "reauthenticate": "organisation.forms.login.ReauthenticateCodeForm",
    "activate_totp": "organisation.forms.login.ActivateTotpForm",
    "deactivate_totp": "organisation.forms.login.DeactivateTotpForm",
    "generate_recovery_codes": "organisation.forms.login.GenerateRecoveryCodesForm",
    "add_webauthn": "organisation.forms.login.AddPasskeyForm",
    "edit_webauthn": "organisation.forms.login.EditPasskeyForm",
    "authenticate_webauthn": "organisation.forms.login.AuthenticatePasskeyForm",
    "login_webauthn": "organisation.forms.login.LoginPasskeyForm",
    "reauthenticate_webauthn": "organisation.forms.login.ReauthenticatePasskeyForm",
}
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_PARAMETERS = "organisation.lockout.counted_by"
AXES_LOCKOUT_CALLABLE = "organisation.lockout.locked_out"
AXES_USERNAME_CALLABLE = "organisation.lockout.counted_name"
AXES_CLIENT_IP_CALLABLE = "organisation.lockout.client_address"
AXES_CLIENT_STR_CALLABLE = "organisation.lockout.client_in_log"
AXES_USERNAME_FORM_FIELD = "login"
AXES_SENSITIVE_PARAMETERS = ["login", "password", "code", "credential"]
AXES_DISABLE_ACCESS_LOG = True  # logins are in our own audit
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# --- One cookie, strictly necessary: the session. Its store is PostgreSQL, never Redis.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "hemvagen"
SESSION_COOKIE_AGE = 24 * 60 * 60  # seconds; a half-written form lives a day
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_USE_SESSIONS = True
CSRF_FAILURE_VIEW = "recruitment.failures.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- Transport. HTTPS unless the environment says that this is a trial on loopback.
HTTPS = env.bool("HTTPS", default=True)
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/"]  # asked from within, past the proxy
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000  # bytes
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
FILE_UPLOAD_HANDLERS = [
    "organisation.uploads.LetLargeFilesGo",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- Words and time
LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", _("Swedish")), ("en", _("English"))]
LOCALE_PATHS = sorted((BASE_DIR / "locale").iterdir())
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Stockholm"
PHONENUMBER_DEFAULT_REGION = "SE"
PHONENUMBER_DB_FORMAT = "E164"

# --- Static files: hashed, compressed names; photographs of staff beside them.
STATIC_URL = "/static/"
STATIC_ROOT = RUN_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = RUN_DIR / "media"
MEDIA_URL = "/bilder/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_MAX_AGE = 31_536_000  # seconds

# --- The public form
FORM_MINIMUM_SECONDS = env.int("FORM_MINIMUM_SECONDS", default=2)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "filters": {"secrets": {"()": "recruitment.secret_paths.HideSecretPaths"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["secrets"],
        }
    },
    # It tells every address that is asked for, and some are secrets.
    "loggers": {"httpx": {"level": "WARNING"}},
    "root": {"handlers": ["stderr"], "level": env("LOG_LEVEL", default="INFO")},
}
