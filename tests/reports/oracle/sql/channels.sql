-- By the channel of the link that was followed, and by the one that the family tells;
-- what activities cost on the days of the twelve months, and for each who came.

WITH by_family AS (
    SELECT family.town, month = own AS is_own,
        coalesce(linked.name, (
            SELECT name FROM campaigns_channel AS channel
            WHERE municipality_id = town AND kind = tracked_kind
            ORDER BY position, name LIMIT 1
        ), tracked_kind) AS link,
        coalesce(said.name, '') AS answer,
        EXISTS (SELECT FROM happened WHERE inquiry_id = family.id AND kind = 'moved'
            AND to_stage IN ('meeting', 'assessment', 'decision', 'approved')) AS met,
        EXISTS (SELECT FROM happened WHERE inquiry_id = family.id AND kind = 'moved'
            AND to_stage = 'approved') AS approved
    FROM family
    LEFT JOIN campaigns_activity AS activity ON activity.id = activity_id
    LEFT JOIN campaigns_channel AS linked ON linked.id = activity.channel_id
    LEFT JOIN campaigns_channel AS said ON said.id = told_channel_id
    WHERE is_counted AND month BETWEEN own - interval '11 months' AND own
), counts AS (
    SELECT town, link AS channel, count(*) FILTER (WHERE is_own) AS tracked, 0 AS told,
        count(*) AS year, 0 AS told_year, count(*) FILTER (WHERE met) AS met,
        count(*) FILTER (WHERE approved) AS approved
    FROM by_family GROUP BY town, link
    UNION ALL
    SELECT town, answer, 0, count(*) FILTER (WHERE is_own), 0, count(*), 0, 0
    FROM by_family GROUP BY town, answer
), day AS (
    SELECT asked.town, channel.name AS channel, activity.id, each::date AS day,
        coalesce(cost_actual, cost_planned) AS cost,
        cost_actual IS NULL AS is_rough, (month - interval '11 months')::date AS first,
        least((month + interval '1 month')::date - 1,
            (at AT TIME ZONE 'Europe/Stockholm')::date) AS last
    FROM asked
    JOIN campaigns_activity AS activity ON activity.municipality_id = asked.town
    JOIN campaigns_channel AS channel ON channel.id = activity.channel_id
    CROSS JOIN LATERAL generate_series(
        starts_on, coalesce(ends_on, starts_on), interval '1 day') AS each
), spent AS (
    -- Sums up to a border are rounded to öre, so that two years in a row add up.
    SELECT town, channel, bool_or(is_rough) AS is_rough,
        round(max(cost) * count(*) FILTER (WHERE day <= last) / count(*), 2)
        - round(max(cost) * count(*) FILTER (WHERE day < first) / count(*), 2) AS cost
    FROM day GROUP BY town, channel, id
    HAVING count(*) FILTER (WHERE day BETWEEN first AND last) > 0
), money AS (
    SELECT town, channel, sum(cost) * 100 AS ore, bool_or(is_rough) AS is_rough
    FROM spent GROUP BY town, channel HAVING sum(cost) IS NOT NULL
), summed AS (
    SELECT town, channel, sum(tracked) AS tracked, sum(told) AS told,
        sum(year) AS year, sum(told_year) AS told_year, sum(met) AS met,
        sum(approved) AS approved
    FROM (
        SELECT * FROM counts
        UNION ALL SELECT town, 'all', tracked, told, year, told_year, met, approved
        FROM counts
        UNION ALL SELECT town, channel, 0, 0, 0, 0, 0, 0 FROM money
        UNION ALL SELECT town, 'all', 0, 0, 0, 0, 0, 0 FROM money
    ) AS part GROUP BY town, channel
), priced AS (
    SELECT town, channel, ore, is_rough FROM money
    UNION ALL
    SELECT town, 'all', sum(ore), bool_or(is_rough) FROM money GROUP BY town
)
SELECT summed.town, 'channels.' || figure AS figure, channel AS of, NULL::date AS month,
    value
FROM summed LEFT JOIN priced USING (town, channel) CROSS JOIN LATERAL (VALUES
    ('tracked', tracked), ('told', told), ('year', year), ('told_year', told_year),
    ('met', met), ('approved', approved), ('ore', ore), ('is_rough', is_rough::int),
    ('ore for each year', round(ore / nullif(year, 0))),
    ('ore for each met', round(ore / nullif(met, 0))),
    ('ore for each approved', round(ore / nullif(approved, 0)))
) AS cell (figure, value)
