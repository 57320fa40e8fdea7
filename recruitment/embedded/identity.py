"""Who the embedded PostgreSQL runs as: it refuses root, and users without a name.

A process of root becomes an ordinary user in a user namespace of its own, which
changes nothing on the disk: the files are still root's. Where the machine blocks
namespaces (many containers do), it becomes the unprivileged user `postgres` or `nobody`
for good, and the server's folder is given to that user.
"""

import ctypes
import os
import pwd
import sys
from pathlib import Path

from recruitment.embedded.failures import ServerFailed
from recruitment.embedded.postgres import Postgres
from recruitment.embedded.server import Server

CLONE_NEWUSER = 0x10000000
UNPRIVILEGED = ("postgres", "nobody")


def step_down(server: Server) -> None:
    """Make this process one that PostgreSQL agrees to run in; Valkey does not mind.

    Raises:
        ServerFailed: this machine offers no way; the text names the ways out.
    """
    if not isinstance(server, Postgres) or not _needs_another_identity():
        return
    user = _unprivileged_user()
    if _enter_namespace(user):
        return
    if os.geteuid() != 0:
        raise ServerFailed(
            f"the user id {os.geteuid()} has no name on this machine: give it one, "
            "or set DATABASE_URL."
        )
    _become(user, server)


def _needs_another_identity() -> bool:
    if os.geteuid() == 0:
        return True
    try:
        pwd.getpwuid(os.geteuid())
    except KeyError:
        return True
    return False


def _unprivileged_user() -> pwd.struct_passwd:
    for name in UNPRIVILEGED:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise ServerFailed(f"this machine has none of the users {', '.join(UNPRIVILEGED)}.")


def _enter_namespace(user: pwd.struct_passwd) -> bool:
    """Become the user inside a namespace where it stands for the present user."""
    if sys.platform != "linux" or os.environ.get("HEMVAGEN_WITHOUT_NAMESPACES"):
        return False
    outer_user, outer_group = os.geteuid(), os.getegid()
    if ctypes.CDLL(None).unshare(CLONE_NEWUSER) != 0:
        return False
    process = Path("/proc/self")
    try:
        (process / "setgroups").write_text("deny")
        (process / "uid_map").write_text(f"{user.pw_uid} {outer_user} 1")
        (process / "gid_map").write_text(f"{user.pw_gid} {outer_group} 1")
    except OSError as error:
        raise ServerFailed(
            f"PostgreSQL does not run as root, and this machine refuses a user "
            f"namespace ({error.strerror}): run it as an ordinary user, or set "
            "DATABASE_URL."
        ) from error
    return True


def _become(user: pwd.struct_passwd, server: Postgres) -> None:
    """Give the server's files to the user and become that user."""
    for folder in {server.folder, server.sockets}:
        for path in [folder, *folder.rglob("*")]:
            os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)
    os.setgroups([])
    os.setgid(user.pw_gid)
    os.setuid(user.pw_uid)
    for needed in (Path(server.command()[0]), server.folder):
        if not os.access(needed, os.X_OK):
            raise ServerFailed(
                f"PostgreSQL does not run as root, and as {user.pw_name} it cannot "
                f"reach {needed}: run it as an ordinary user, or set DATABASE_URL."
            )
