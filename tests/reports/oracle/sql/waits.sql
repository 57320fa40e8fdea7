-- From receipt until two people spoke, by the clock and by office hours: the hours of
-- each single day that lie in the wait are added up.

WITH wait AS (
    SELECT id, town, CASE month WHEN own THEN 'own' ELSE 'a year earlier' END AS of,
        is_open, received_at AS began, greatest(spoke, received_at) AS ended,
        spoke IS NOT NULL AS has_spoken,
        spoke IS NULL AND wish = 'write' AND has_letter AS is_written_to
    FROM family CROSS JOIN LATERAL (
        SELECT min(at) FILTER (WHERE kind = 'contacted') AS spoke,
            coalesce(bool_or(kind = 'wrote'), false) AS has_letter
        FROM happened WHERE inquiry_id = family.id
    ) AS talk
    WHERE is_counted AND month IN (own, own - interval '1 year')
), office AS (
    SELECT municipality_id AS town, weekday, opens::interval AS opens,
        coalesce(nullif(closes, '00:00')::interval,
            interval '24 hours') AS closes
    FROM organisation_openingwindow WHERE kind = 'office'
), other_day AS (
    SELECT municipality_id AS town, day, kind = 'closed' AS is_closed,
        closes::interval AS closes
    FROM organisation_specialday
), open_time AS (
    SELECT wait.id, pg_temp.first_shown(each::date, office.opens) AS opens,
        pg_temp.first_shown(each::date, least(office.closes, other_day.closes))
            AS closes
    FROM wait
    CROSS JOIN LATERAL generate_series(
        date_trunc('day', began AT TIME ZONE 'Europe/Stockholm'),
        ended AT TIME ZONE 'Europe/Stockholm', interval '1 day') AS each
    JOIN office ON office.town = wait.town
        AND weekday = extract(isodow FROM each) - 1
    LEFT JOIN other_day ON other_day.town = wait.town AND day = each::date
    WHERE has_spoken AND is_closed IS NOT TRUE
        AND (other_day.closes IS NULL OR office.opens < other_day.closes)
), length AS (
    SELECT town, of, 'elapsed' AS what, extract(epoch FROM ended - began) AS seconds
    FROM wait WHERE has_spoken
    UNION ALL
    SELECT town, of, 'working', (
        SELECT coalesce(sum(greatest(extract(epoch FROM
            least(ended, closes) - greatest(began, opens)), 0)), 0)
        FROM open_time WHERE open_time.id = wait.id)
    FROM wait WHERE has_spoken AND town IN (SELECT town FROM office)
), ranked AS (
    SELECT *, row_number() OVER longer - 1 AS place,
        count(*) OVER (PARTITION BY town, of, what) - 1 AS last
    FROM length WINDOW longer AS (PARTITION BY town, of, what ORDER BY seconds)
), spread AS (
    -- The place that is sought may lie between two waits: the nearer weighs more.
    SELECT town, of, what || '.' || name AS figure,
        sum(seconds * (1 - abs(place - share * last))) AS value
    FROM ranked CROSS JOIN (VALUES ('median', 0.5), ('ninetieth', 0.9))
        AS sought (name, share)
    WHERE abs(place - share * last) < 1 GROUP BY 1, 2, 3
), band AS (
    SELECT town, of, CASE
        WHEN seconds <= 4 * 3600 THEN 0 WHEN seconds <= 24 * 3600 THEN 1
        WHEN seconds <= 3 * 24 * 3600 THEN 2 WHEN seconds <= 7 * 24 * 3600 THEN 3
        ELSE 4 END AS band
    FROM length WHERE what = 'elapsed'
)
SELECT town, 'waits.' || figure AS figure, of, NULL::date AS month, value FROM spread
UNION ALL
SELECT town, 'waits.bands.' || band, of, NULL, count(*) FROM band GROUP BY 1, 2, 3
UNION ALL
SELECT town, figure, of, NULL, count(*)
FROM wait CROSS JOIN LATERAL (VALUES
    ('waits.contacted', has_spoken), ('waits.wrote', is_written_to),
    ('waits.open_without_contact', NOT has_spoken AND NOT is_written_to AND is_open),
    ('waits.closed_without_contact',
        NOT has_spoken AND NOT is_written_to AND NOT is_open)
) AS cell (figure, is_in)
WHERE is_in GROUP BY 1, 2, 3
