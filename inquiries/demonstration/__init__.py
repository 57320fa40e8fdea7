"""Two invented municipalities with two years behind them, to try the program on.

    towns.py        the municipalities, their staff and hours
    campaigning.py  what they did to be seen
    landings.py     what families read who followed a link
    rests.py        when they lay low
    reach.py        what the ad managers say of it
    homes.py        who recommended them
    people.py       who got in touch
    plot.py         what happens next to an inquiry
    ledger.py       what the services would have written of it, in memory
    saving.py       all of it into the database at once
    starts.py       the forms that were begun
    histories.py    two years of it
    pushes.py       a week to come that holds too much
    today.py        today's queue, made by the services themselves
    register.py     letters, content with consents, things to do for the campaigns
    volume.py       a million inquiries, for the benchmarks

Names are made up. Telephone numbers come from the ranges that the Swedish Post and
Telecom Authority keeps free for fiction; addresses end in example.se.
"""
