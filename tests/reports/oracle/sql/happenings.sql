-- Where the month's families are now, what happened in it, who was reached in time, who
-- left, and how far the families of each month came.

WITH sorted AS (
    SELECT town, CASE
        WHEN new_place IS NULL THEN to_stage
        WHEN old_place IS NULL THEN 'reopened'
        WHEN old_place < new_place THEN to_stage
        ELSE 'stepped back' END AS of
    FROM happened CROSS JOIN LATERAL (
        SELECT array_position(ladder, from_stage) AS old_place,
            array_position(ladder, to_stage) AS new_place
        FROM (VALUES (ARRAY['received', 'contacted', 'meeting', 'assessment',
            'decision', 'approved']::varchar[])) AS steps (ladder)
    ) AS place
    WHERE kind = 'moved' AND month = own
), far AS (
    SELECT town, month, is_open, CASE
        WHEN 'approved' = ANY(came_to) THEN 4
        WHEN came_to && ARRAY['assessment', 'decision']::varchar[] THEN 3
        WHEN 'meeting' = ANY(came_to) THEN 2
        WHEN 'contacted' = ANY(did) THEN 1
        WHEN 'wrote' = ANY(did) AND wish = 'write' THEN 1
        ELSE 0 END AS step
    FROM family CROSS JOIN LATERAL (
        SELECT array_agg(to_stage) FILTER (WHERE kind = 'moved') AS came_to,
            array_agg(kind) AS did
        FROM happened WHERE inquiry_id = family.id
    ) AS story
    WHERE is_counted AND month BETWEEN own - interval '23 months' AND own
)
SELECT town, 'cohort' AS figure, stage AS of, NULL::date AS month, count(*) AS value
FROM family WHERE month = own GROUP BY town, stage
UNION ALL
SELECT town, 'moves', of, NULL, count(*) FROM sorted GROUP BY town, of
UNION ALL
SELECT town, 'reached', '', NULL, count(*)
FROM vow WHERE month = own AND outcome = 'kept' AND EXISTS (
    SELECT FROM happened WHERE happened.inquiry_id = vow.inquiry_id
    AND (kind = 'contacted' OR kind = 'wrote' AND vow.wish = 'write')
    AND happened.at BETWEEN vow.settled_at AND vow.due_at)
GROUP BY town
UNION ALL
SELECT town, 'dropouts', concat_ws('/', from_stage, reason,
    CASE to_stage WHEN 'withdrawn' THEN 'theirs' ELSE 'ours' END), NULL, count(*)
FROM happened
WHERE kind = 'moved' AND to_stage IN ('withdrawn', 'declined', 'handed_over')
    AND month BETWEEN own - interval '11 months' AND own
GROUP BY 1, 3
UNION ALL
SELECT town, figure, '', month, count(*) FILTER (WHERE is_in)
FROM far CROSS JOIN LATERAL (VALUES
    ('funnel.received', true), ('funnel.spoken', step >= 1), ('funnel.met', step >= 2),
    ('funnel.assessed', step >= 3), ('funnel.approved', step = 4),
    ('funnel.still_open', is_open)
) AS cell (figure, is_in)
GROUP BY 1, 2, 4
