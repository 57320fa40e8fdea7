"""The environment of a trial: whatever is not set points at the embedded servers.

`manage.py` calls `prepare` before Django reads its settings. With DATABASE_URL and
REDIS_URL set, nothing here starts or changes anything but a missing secret key.
"""

import os
import secrets
import sys
from collections.abc import Sequence
from urllib.parse import quote

from recruitment.embedded.failures import ServerFailed
from recruitment.embedded.folders import run_folder
from recruitment.embedded.hold import Hold
from recruitment.embedded.postgres import Postgres
from recruitment.embedded.server import Server
from recruitment.embedded.valkey import Valkey

DATABASE = "hemvagen"
DEFAULT_PORT = "8000"
# Commands that read no database; `serve` starts the servers itself and shows it.
WITHOUT_DATABASE = {
    *("serve", "help", "version", "--help", "--version", "check", "collectstatic"),
    *("translate", "makemessages", "compilemessages", "diffsettings"),
}
# What prepare() chose to embed, in starting order; empty where the environment decides.
embedded_servers: list[Server] = []
_holds: list[Hold] = []  # released by the kernel when this process ends


def prepare(arguments: Sequence[str]) -> None:
    """Fill in what the environment leaves out, for one run of `manage.py`.

    Args:
        arguments: as in sys.argv; the command decides whether PostgreSQL is started.
    """
    try:
        _fill_in(arguments[1] if len(arguments) > 1 else "help")
    except ServerFailed as failure:
        sys.exit(f"hemvagen: {failure}")
    except OSError as error:
        sys.exit(f"hemvagen: cannot use {error.filename}: {error.strerror}")


def _fill_in(command: str) -> None:
    if "DATABASE_URL" not in os.environ:
        _trial_settings()
        postgres = Postgres(run_folder() / "postgres")
        if command not in WITHOUT_DATABASE:
            hold = Hold(postgres)
            hold.take()
            _holds.append(hold)
            postgres.make_database(DATABASE)
        embedded_servers.append(postgres)
        os.environ["DATABASE_URL"] = postgres.database_url(DATABASE)
    elif command == "serve":
        _trial_settings()
    if "REDIS_URL" not in os.environ:
        valkey = Valkey(run_folder() / "valkey")
        embedded_servers.append(valkey)
        os.environ["REDIS_URL"] = valkey.broker_url()


def _trial_settings() -> None:
    """Plain HTTP on loopback, mail and SMS into folders, a key that stays."""
    folder = run_folder()
    port = os.environ.get("PORT") or DEFAULT_PORT
    os.environ.setdefault("HTTPS", "false")
    os.environ.setdefault("BASE_URL", f"http://127.0.0.1:{port}")
    os.environ.setdefault("EMAIL_URL", f"filemail:///{quote(str(folder / 'mail'))}")
    os.environ.setdefault("SMS_URL", f"file://{quote(str(folder / 'sms'))}")
    if not {"SECRET_KEY", "SECRET_KEY_FILE"} & os.environ.keys():
        os.environ["SECRET_KEY"] = _kept("secret-key", secrets.token_urlsafe(50))
    if not {"VAPID_PRIVATE_KEY", "VAPID_PRIVATE_KEY_FILE"} & os.environ.keys():
        # Any 32 bytes but one in four thousand million are a key; see messaging/vapid.
        os.environ["VAPID_PRIVATE_KEY"] = _kept("vapid-key", secrets.token_urlsafe(32))


def _kept(name: str, key: str) -> str:
    """A key of this trial, made once, readable by its owner only."""
    path = run_folder() / name
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(descriptor, "w") as file:
        file.write(key)
    return key
