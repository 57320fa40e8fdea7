-- Two years month by month, the same added up, and when the register began.

WITH began AS (
    SELECT town, min(received_at) AS at FROM family GROUP BY town
), span AS (
    SELECT town, month AS own, name, first, month AS last
    FROM asked CROSS JOIN LATERAL (VALUES
        ('month', month),
        ('year', date_trunc('year', month)::date),
        ('twelve months', (month - interval '11 months')::date)
    ) AS kind (name, first)
), both_spans AS (
    SELECT town, name || ', now' AS name, first, last, true AS is_shown FROM span
    UNION ALL
    SELECT span.town, name || ', a year earlier',
        (first - interval '1 year')::date, (last - interval '1 year')::date,
        NOT EXISTS (
            SELECT FROM counted WHERE counted.town = span.town
            AND month BETWEEN first - interval '1 year' AND last - interval '1 year'
            AND NOT is_imported
            AND (began.at IS NULL
                OR began.at >= month::timestamp AT TIME ZONE 'Europe/Stockholm'))
    FROM span LEFT JOIN began ON began.town = span.town
), summed AS (
    SELECT both_spans.town, name, sum(received) AS received, sum(approved) AS approved,
        sum(due) AS due, sum(kept) AS kept
    FROM both_spans JOIN counted ON counted.town = both_spans.town
        AND month BETWEEN first AND last
    WHERE is_shown GROUP BY 1, 2
)
SELECT town, figure, '' AS of, month, value
FROM counted CROSS JOIN LATERAL (VALUES
    ('received', received), ('promises.due', due), ('promises.kept', kept),
    ('promises.ahead', ahead), ('approved', approved),
    ('imported', is_imported::int)
) AS cell (figure, value)
UNION ALL
SELECT town, figure, name, NULL, value
FROM summed CROSS JOIN LATERAL (VALUES
    ('compared', 1), ('compared.received', received), ('compared.approved', approved),
    ('compared.due', due), ('compared.kept', kept),
    ('compared.percent', CASE
        WHEN due < 10 THEN NULL
        WHEN kept = due THEN 100
        WHEN kept = 0 THEN 0
        ELSE least(greatest(round(100 * kept / due), 1), 99) END)
) AS cell (figure, value)
UNION ALL
SELECT town, 'began at', '', NULL, extract(epoch FROM at) FROM began
