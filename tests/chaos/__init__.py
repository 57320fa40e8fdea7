"""Real processes, killed at random under load: nothing may be lost.

`make chaos` runs the long form, `tests/chaos/test_short_form.py` a short one in the
suite. Everything happens in a folder of its own, on loopback and unix sockets; only
processes that the harness started are ended.

    ground         a migrated database and static files, made once, copied for each run
    processes      starts again whatever has been killed
    providers      a mail server and a stand-in for 46elks that are never killed
    house          all of it together: PostgreSQL, Valkey, web, worker, beat
    killer         who is killed, when and how
    families       fill in the forms as a browser does, and do not give up
    findings       what must be true afterwards, by SQL and the providers' own records
    brokers        Valkey stopped, frozen, emptied, full: the form does not notice
    dispatchers    eight at once; one frozen past its lease
"""
