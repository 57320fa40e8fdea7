-- What the other files count. Every moment is put into the month that the clock of
-- Stockholm shows; what was undone is not there. `asked` says of which month of which
-- municipality, and as of which moment.

CREATE TEMPORARY TABLE family ON COMMIT DROP AS
SELECT inquiry.id, asked.town, asked.month AS own, asked.at AS asked_at,
    inquiry.received_at, inquiry.stage, inquiry.wish,
    inquiry.activity_id, inquiry.tracked_kind, inquiry.told_channel_id,
    date_trunc('month', received_at AT TIME ZONE 'Europe/Stockholm')::date AS month,
    inquiry.stage NOT IN ('duplicate', 'spam') AS is_counted,
    inquiry.stage IN ('received', 'contacted', 'meeting', 'assessment', 'decision')
        AS is_open
FROM inquiries_inquiry AS inquiry JOIN asked ON asked.town = inquiry.municipality_id;

CREATE TEMPORARY TABLE happened ON COMMIT DROP AS
SELECT event.id, asked.town, asked.month AS own, event.inquiry_id, event.kind,
    event.at, event.from_stage, event.to_stage, event.reason,
    date_trunc('month', event.at AT TIME ZONE 'Europe/Stockholm')::date AS month
FROM inquiries_event AS event JOIN asked ON asked.town = event.municipality_id
WHERE event.id NOT IN (
    SELECT reverses_id FROM inquiries_event WHERE reverses_id IS NOT NULL
);

-- Promises that the family has not exchanged itself, to whoever is not spam.
CREATE TEMPORARY TABLE vow ON COMMIT DROP AS
SELECT promise.id, family.town, family.own, promise.inquiry_id, promise.wish,
    promise.outcome, promise.settled_at, promise.due_at,
    date_trunc('month', due_at AT TIME ZONE 'Europe/Stockholm')::date AS month,
    promise.outcome = 'open' AND due_at >= family.asked_at AS is_ahead
FROM followups_promise AS promise JOIN family ON family.id = promise.inquiry_id
WHERE promise.outcome <> 'superseded' AND family.stage <> 'spam';

CREATE INDEX ON family (town, month);
CREATE INDEX ON happened (inquiry_id, kind);
CREATE INDEX ON happened (town, month);
CREATE INDEX ON vow (town, month);
ANALYZE family;
ANALYZE happened;
ANALYZE vow;

-- Two years of months; those of the municipality's own earlier lists as they are there.
CREATE TEMPORARY TABLE counted ON COMMIT DROP AS
WITH each AS (
    SELECT town, month AS own, (month - back * interval '1 month')::date AS month
    FROM asked CROSS JOIN generate_series(0, 23) AS back
), registered AS (
    SELECT town, own, month,
        (SELECT count(*) FROM family
            WHERE (town, month) = (each.town, each.month) AND is_counted) AS received,
        (SELECT count(*) FROM vow
            WHERE (town, month) = (each.town, each.month) AND NOT is_ahead) AS due,
        (SELECT count(*) FROM vow
            WHERE (town, month) = (each.town, each.month) AND outcome = 'kept') AS kept,
        (SELECT count(*) FROM vow
            WHERE (town, month) = (each.town, each.month) AND is_ahead) AS ahead,
        (SELECT count(*) FROM happened
            WHERE (town, month) = (each.town, each.month)
            AND kind = 'moved' AND to_stage = 'approved') AS approved
    FROM each
)
SELECT town, own, registered.month, false AS is_imported, received, due, kept, ahead,
    approved
FROM registered
WHERE NOT EXISTS (
    SELECT FROM reports_earliermonth AS list
    WHERE list.municipality_id = town AND list.month = registered.month)
UNION ALL
SELECT town, own, list.month, true, list.received, coalesce(promises, 0),
    coalesce(list.kept, 0), 0, list.approved
FROM registered JOIN reports_earliermonth AS list
    ON list.municipality_id = town AND list.month = registered.month;

-- The first moment of a day when its clock shows so much, or more: where autumn shows
-- a time twice, the first time; where spring leaps over it, the leap.
CREATE FUNCTION pg_temp.first_shown(day date, clock interval) RETURNS timestamptz
LANGUAGE sql AS $$
SELECT CASE
    WHEN tomorrow - midnight = interval '24 hours'
    THEN (day + clock) AT TIME ZONE 'Europe/Stockholm'
    ELSE (
        SELECT min(minute)
        FROM generate_series(midnight, tomorrow, interval '1 minute') AS minute
        WHERE minute AT TIME ZONE 'Europe/Stockholm' >= day + clock)
END
FROM (
    SELECT day::timestamp AT TIME ZONE 'Europe/Stockholm' AS midnight,
        (day + 1)::timestamp AT TIME ZONE 'Europe/Stockholm' AS tomorrow
) AS local
$$;
