-- Homes in the bank beside what was typed of the need; day prices; what became of those who were in
-- a stage before; times of lying low, and annotations.

WITH moved AS (
    SELECT happened.* FROM happened JOIN asked ON asked.town = happened.town
    WHERE kind = 'moved' AND happened.at < asked.at AND happened.month <= asked.month
), need AS (
    SELECT DISTINCT ON (town) town, places, waiting
    FROM asked JOIN reports_needfigure AS typed
        ON typed.municipality_id = town AND typed.month = asked.month
    ORDER BY town, typed.id DESC
), priced AS (
    SELECT DISTINCT ON (asked.town) asked.town, own, bought, typed.month AS since,
        concat(label, ', ', source) AS of, homes
    FROM asked JOIN reports_careprices AS typed
        ON typed.municipality_id = asked.town AND typed.month <= asked.month
    JOIN (
        SELECT counted.town, sum(approved) AS homes
        FROM counted JOIN asked ON asked.town = counted.town
            AND counted.month BETWEEN asked.month - interval '11 months' AND asked.month
        GROUP BY 1
    ) AS year ON year.town = asked.town
    ORDER BY asked.town, typed.month DESC, typed.id DESC
), ahead AS (
    SELECT town, month AS own, at FROM asked
    WHERE (at AT TIME ZONE 'Europe/Stockholm') < month + interval '2 months'
), came AS (
    SELECT ahead.town, family.id, 'received' AS stage
    FROM ahead JOIN family ON family.town = ahead.town
    WHERE month BETWEEN ahead.own - interval '23 months' AND ahead.own
    UNION
    SELECT ahead.town, inquiry_id, to_stage
    FROM ahead JOIN happened ON happened.town = ahead.town
    WHERE kind = 'moved' AND month BETWEEN ahead.own - interval '23 months' AND ahead.own
        AND to_stage IN ('received', 'contacted', 'meeting', 'assessment', 'decision')
), settled AS (
    SELECT came.town, came.stage, EXISTS (
        SELECT FROM happened
        WHERE inquiry_id = came.id AND kind = 'moved' AND to_stage = 'approved'
        AND month >= family.own - interval '23 months') AS became_a_home
    FROM came JOIN family ON family.id = came.id
    WHERE family.stage IN ('approved', 'withdrawn', 'declined', 'handed_over')
), low AS (
    SELECT town, month AS own,
        (began_at AT TIME ZONE 'Europe/Stockholm')::date AS first, CASE
            WHEN ended_by_id IS NULL
                AND (ended_at AT TIME ZONE 'Europe/Stockholm')::date = resumes_on
            THEN resumes_on - 1
            ELSE (ended_at AT TIME ZONE 'Europe/Stockholm')::date END AS last,
        working_days,
        began_at AT TIME ZONE 'Europe/Stockholm' AS began,
        ended_at AT TIME ZONE 'Europe/Stockholm' AS ended
    FROM asked JOIN organisation_lielow ON municipality_id = town
)
SELECT town, 'bank.approved' AS figure, '' AS of, NULL::date AS month,
    count(DISTINCT inquiry_id)::numeric AS value
FROM moved WHERE to_stage = 'approved' AND NOT EXISTS (
    SELECT FROM moved AS gone WHERE gone.inquiry_id = moved.inquiry_id
    AND gone.from_stage = 'approved' AND gone.at >= moved.at)
GROUP BY town
UNION ALL
SELECT town, figure, '', NULL, value
FROM need CROSS JOIN LATERAL (VALUES
    ('bank.places', places), ('bank.waiting', waiting)) AS cell (figure, value)
UNION ALL
SELECT town, figure, of, since, value
FROM priced CROSS JOIN LATERAL (VALUES
    ('own care.own', own), ('own care.bought', bought)) AS cell (figure, value)
WHERE own IS NOT NULL
UNION ALL
SELECT town, figure, '', NULL, value
FROM priced CROSS JOIN LATERAL (VALUES
    ('own care.difference', bought - own),
    ('own care.year of one', 365 * (bought - own)),
    ('own care.year of homes', 365 * homes * (bought - own))) AS cell (figure, value)
WHERE own IS NOT NULL
UNION ALL
SELECT ahead.town, 'outlook.now', stage, NULL, count(*)
FROM ahead JOIN family ON family.town = ahead.town WHERE is_open GROUP BY 1, 3
UNION ALL
SELECT town, 'outlook.settled', stage, NULL, count(*) FROM settled GROUP BY 1, 3
UNION ALL
SELECT town, 'outlook.approved', stage, NULL, count(*)
FROM settled WHERE became_a_home GROUP BY 1, 3
UNION ALL
SELECT town, 'lying low', concat(first, '–', last), NULL, working_days
FROM low
WHERE began < own + interval '1 month'
    AND (ended IS NULL OR ended > own - interval '12 months')
UNION ALL
SELECT asked.town, 'note', concat(day, ' ', text), NULL, count(*)
FROM asked JOIN reports_annotation ON municipality_id = town
WHERE date_trunc('month', day) BETWEEN month - interval '12 months' AND month
GROUP BY 1, 3
