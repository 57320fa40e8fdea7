"""How fast it is, as ratios measured side by side: `make benchmark`.

Only a ratio of one run means something: both sides take turns on the same machine, in
the same minute, on a PostgreSQL of their own. Each row of the printed table says what
it was held against.
"""
