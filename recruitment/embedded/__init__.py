"""PostgreSQL and Valkey from wheels, for trial, demonstration and tests.

Nothing here runs where DATABASE_URL and REDIS_URL are set. A server stands in a folder
of its own, speaks through a unix socket only and lives as long as somebody holds it:

    with held(Postgres(folder)) as postgres:
        url = postgres.database_url("hemvagen")

Every user takes a shared lock on the folder (`hold.py`); a small process, the keeper
(`keeper.py`), runs the server, starts it again when it dies, and stops it when the last
lock is gone. The kernel lets go of the locks of a killed process, so a kill -9 of every
user ends the server too.
"""
