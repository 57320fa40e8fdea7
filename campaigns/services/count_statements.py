"""The statements that count, each put together of constants that stand here."""

from typing import Final

# The link that is meant, if it lives on that day, and in which languages there is a
# text to land on. Of several with one name the one that began last is meant.
LINK: Final = """
SELECT activity.id, activity.municipality_id, campaign.wanted_assignments,
    activity.link_ends_on, activity.code,
    coalesce(nullif(activity.landing_text, ''), campaign.landing_text) <> '' AS in_sv,
    coalesce(nullif(activity.landing_text_en, ''), campaign.landing_text_en) <> ''
        AS in_en
FROM campaigns_activity AS activity
JOIN campaigns_campaign AS campaign ON campaign.id = activity.campaign_id
WHERE {which}
    AND (activity.link_ends_on IS NULL OR activity.link_ends_on >= %(day)s)
ORDER BY activity.starts_on <= %(day)s DESC, activity.starts_on DESC, activity.id DESC
LIMIT 1
"""
BY_CODE: Final = "activity.code = %(code)s"
BY_UTM: Final = (
    "activity.municipality_id = %(municipality)s "
    "AND (activity.code = ANY(%(codes)s) OR activity.slug = ANY(%(slugs)s))"
)
# Set for this statement alone, for it is a transaction of its own. Nobody waits for the
# disk: where the server itself dies, the counts of its last second may go with it.
PATIENT: Final = """
patience AS MATERIALIZED (
    SELECT set_config('lock_timeout', %(patience)s, true),
        set_config('synchronous_commit', 'off', true)
)
"""
COUNTED: Final = """
INSERT INTO campaigns_dailycounts AS counts
    (municipality_id, activity_id, day, visits, starts, first_steps, second_steps)
{rows}
ON CONFLICT (municipality_id, activity_id, day) DO UPDATE SET
    visits = counts.visits + EXCLUDED.visits,
    starts = counts.starts + EXCLUDED.starts,
    first_steps = counts.first_steps + EXCLUDED.first_steps,
    second_steps = counts.second_steps + EXCLUDED.second_steps
"""
_VISITED: Final = COUNTED.format(
    rows="SELECT municipality_id, id, %(day)s, 1, 0, 0, 0 FROM patience, link"
)
_STARTED: Final = COUNTED.format(
    rows="SELECT %(municipality)s, %(activity)s, %(day)s, 0, 1, 0, 0 FROM patience"
)
_SENT: Final = COUNTED.format(
    rows="SELECT %(municipality)s, %(activity)s::bigint, %(day)s, 0, 0, "
    "(step = 1)::int, (step = 2)::int FROM fresh"
)
VISIT: Final = f"""
WITH {PATIENT}, link AS MATERIALIZED ({LINK}), counted AS ({_VISITED})
SELECT * FROM link
"""  # noqa: S608 -- of constants
START: Final = f"WITH {PATIENT} {_STARTED}"
# A page of a form counts once, however often and from wherever it is sent.
STEP: Final = f"""
WITH {PATIENT}, fresh AS (
    INSERT INTO campaigns_countedstep (municipality_id, key, step, day)
    SELECT %(municipality)s, %(key)s, %(step)s, %(day)s FROM patience
    ON CONFLICT DO NOTHING RETURNING step
) {_SENT}
"""  # noqa: S608 -- of constants
