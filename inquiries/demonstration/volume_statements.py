"""SQL of the bulk load: from one number after the other to whole inquiries.

Everything is drawn from the number itself, so the same numbers give the same rows.
Moments lie within two years before `now`; the latest inquiries are the open ones.
"""

from typing import Final

# A draw between 0 and 1; the same for the same number and purpose.
PREPARE: Final = """
CREATE OR REPLACE FUNCTION pg_temp.draw(number bigint, purpose int) RETURNS float8
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (hashint8extended(number, purpose) & 2147483647)::float8 / 2147483648
$$;
CREATE TEMP TABLE place (
    place int PRIMARY KEY, municipality_id bigint, recruiters bigint[],
    channels bigint[], activities bigint[]
);
CREATE TEMP TABLE given_name (place int PRIMARY KEY, name text);
CREATE TEMP TABLE family_name (place int PRIMARY KEY, name text);
"""

# One row for each inquiry of the batch, with all that the other rows are made of.
BATCH: Final = """
CREATE TEMP TABLE batch AS
WITH numbered AS (
    SELECT n, n / %(places)s AS turn, place.*,
        %(now)s::timestamptz - make_interval(secs =>
            (%(total)s - n) * %(span_seconds)s / %(total)s + 60) AS received_at,
        pg_temp.draw(n, 1) AS one, pg_temp.draw(n, 2) AS two,
        pg_temp.draw(n, 3) AS three
    FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n
    JOIN place ON place.place = n %% %(places)s
), aged AS (
    SELECT *, %(total)s / %(places)s - 1 - turn AS age, -- 0: the latest of the place
        date_part('year', received_at AT TIME ZONE 'Europe/Stockholm')::int AS year,
        floor(two * %(given_names)s)::int AS given_place,
        floor(three * %(family_names)s)::int AS family_place,
        recruiters[1 + (turn %% cardinality(recruiters))] AS owner_id
    FROM numbered
), staged AS (
    SELECT *, age < %(open_each)s AS is_open,
        age %% 4 = 3 AND age < %(open_each)s AS is_visited,
        CASE WHEN one < .08 THEN 'approved' WHEN one < .22 THEN 'dormant'
            WHEN one < .30 THEN 'handed_over' WHEN one < .45 THEN 'declined'
            ELSE 'withdrawn' END AS last_stage,
        received_at + two * interval '22 hours' AS called_at,
        received_at + interval '20 hours' AS promised_at,
        -- Forty of each place within the hour, forty after it, the rest in two weeks.
        %(now)s::timestamptz + CASE
            WHEN age < 40 THEN make_interval(secs => (age - 12) * 100)
            WHEN age < 80 THEN interval '65 minutes'
                + make_interval(secs => (age - 40) * 60)
            ELSE interval '1 day' + one * interval '13 days' END AS open_due_at
    FROM aged
)
SELECT staged.*, given_name.name || ' ' || family_name.name AS name,
    %(inquiry_id)s + n - %(first)s AS id,
    %(promise_id)s + n - %(first)s AS promise_id,
    %(task_id)s + (n - %(first)s) * 2 AS task_id,
    %(event_id)s + (n - %(first)s) * 11 AS event_id,
    coalesce(series.last, 0) + row_number() OVER (
        PARTITION BY staged.municipality_id, staged.year ORDER BY n
    ) AS serial,
    CASE WHEN is_open AND is_visited THEN 'contacted' WHEN is_open THEN 'received'
        ELSE last_stage END AS stage,
    NOT is_open OR is_visited AS is_called,
    called_at + interval '5 minutes' + three * interval '10 days' AS ended_at,
    greatest(received_at, CASE WHEN is_open AND NOT is_visited THEN open_due_at
        ELSE promised_at END) AS due_at
FROM staged
JOIN given_name ON given_name.place = given_place
JOIN family_name ON family_name.place = family_place
LEFT JOIN inquiries_numberseries AS series
    ON series.municipality_id = staged.municipality_id AND series.year = staged.year
"""

SERIES: Final = """
INSERT INTO inquiries_numberseries (municipality_id, year, last)
SELECT municipality_id, year, max(serial) FROM batch GROUP BY 1, 2
ON CONFLICT (municipality_id, year) DO UPDATE SET last = EXCLUDED.last
"""

INQUIRIES: Final = """
INSERT INTO inquiries_inquiry (id, municipality_id, year, serial, received_at,
    registered_at, source, promise_shown, wanted_assignments, wish, no_voicemail,
    language,
    page_language, needs_interpreter, stage, close_reason, wake_up_on, owner_id,
    told_channel_id, activity_id, unknown_code, diary_number, suspicion, attempts,
    first_attempt_at, first_contact_at)
SELECT id, municipality_id, year, serial, received_at, received_at,
    CASE WHEN three < .8 THEN 'form' ELSE 'phone' END,
    'Så snart som möjligt: Senast i morgon klockan 16.00',
    CASE WHEN two < .6 THEN '{foster_home}' ELSE '{contact_family}' END::varchar[],
    'soon', false, 'sv', 'sv', false, stage,
    CASE stage WHEN 'withdrawn' THEN 'life_changed' WHEN 'declined' THEN 'no_need'
        WHEN 'handed_over' THEN 'other_municipality' ELSE '' END,
    CASE WHEN stage = 'dormant' THEN (%(now)s::timestamptz + (20 + 200 * two)
        * interval '1 day')::date END,
    owner_id,
    CASE WHEN three < .5 THEN channels[1 + n %% cardinality(channels)] END,
    -- One that began at the moment of the inquiry, or within two months before it.
    CASE WHEN pg_temp.draw(n, 4) < .6 THEN activities[greatest(1, ceil(
        cardinality(activities) * ((n + 1)::float8 / %(total)s
            - pg_temp.draw(n, 5) * 60 * 86400 / %(span_seconds)s))::int)] END,
    '', '', '', is_called::int, CASE WHEN is_called THEN called_at END,
    CASE WHEN is_called THEN called_at END
FROM batch
"""

# Numbers that are longer than any that can be dialled, in the range kept for fiction.
CONTACTS: Final = """
INSERT INTO inquiries_contactdetails
    (inquiry_id, municipality_id, name, email, phone, message)
SELECT id, municipality_id, name,
    CASE WHEN one < .7 THEN 'familj' || n || '@example.se' ELSE '' END,
    '+467017406' || 5 + n %% 95 || lpad((n / 95 %% 100000)::text, 5, '0'), ''
FROM batch
"""

PROMISES: Final = """
INSERT INTO followups_promise (id, municipality_id, inquiry_id, wish, made_at, due_at,
    outcome, settled_at, settled_by_id)
SELECT promise_id, municipality_id, id, 'soon', received_at, due_at,
    CASE WHEN NOT is_called THEN 'open' WHEN called_at <= due_at THEN 'kept'
        ELSE 'broken' END,
    CASE WHEN is_called THEN called_at END, CASE WHEN is_called THEN event_id + 1 END
FROM batch
"""

TASKS: Final = """
INSERT INTO followups_followuptask (id, municipality_id, inquiry_id, promise_id, kind,
    due_at, owner_id, generation, next_action_at, failures, created_at, outcome,
    closed_at, closed_by_id)
SELECT task_id, municipality_id, id, promise_id, 'call', due_at, owner_id, 1,
    CASE WHEN NOT is_called AND due_at > %(now)s THEN due_at - interval '1 hour' END,
    0, received_at, CASE WHEN is_called THEN 'answered' ELSE '' END,
    CASE WHEN is_called THEN called_at END, CASE WHEN is_called THEN owner_id END
FROM batch
UNION ALL
SELECT task_id + 1, municipality_id, id, NULL, 'home_visit',
    CASE WHEN is_open THEN open_due_at ELSE called_at + interval '7 days' END,
    owner_id, 1, CASE WHEN is_open THEN open_due_at - interval '1 hour' END, 0,
    called_at, CASE WHEN is_open THEN '' ELSE 'moved-' || stage END,
    CASE WHEN NOT is_open THEN ended_at END, CASE WHEN NOT is_open THEN owner_id END
FROM batch WHERE is_called
"""

# What an undo puts back: as it stood before the call, and before a move.
_BEFORE_CALL: Final = """jsonb_build_object('stage', 'received', 'close_reason', '',
    'wake_up_on', NULL, 'owner_id', owner_id, 'attempts', 0, 'first_attempt_at', NULL,
    'first_contact_at', NULL, 'followup_id', task_id, 'followup_owner_id', owner_id)"""
_BEFORE_MOVE: Final = """jsonb_build_object('stage', old, 'close_reason', '',
    'wake_up_on', NULL, 'owner_id', owner_id, 'attempts', 1,
    'first_attempt_at', called_at, 'first_contact_at', called_at,
    'followup_id', task_id + 1, 'followup_owner_id', owner_id)"""

EVENTS: Final = f"""
INSERT INTO inquiries_event (id, municipality_id, inquiry_id, act, kind, at,
    recorded_at, by_id, from_stage, to_stage, reason, before)
SELECT event_id, municipality_id, id, md5('received' || id)::uuid, 'received',
    received_at, received_at, NULL::bigint, '', 'received', '', '{{}}'::jsonb
FROM batch
UNION ALL
SELECT event_id + 1, municipality_id, id, md5('call' || id)::uuid, 'contacted',
    called_at, called_at, owner_id, '', '', '', {_BEFORE_CALL}
FROM batch WHERE is_called
UNION ALL
SELECT event_id + 2, municipality_id, id, md5('call' || id)::uuid, 'moved',
    called_at, called_at, owner_id, 'received', 'contacted', '', '{{}}'
FROM batch WHERE is_called
UNION ALL
SELECT event_id + 1 + step * 2 + part, municipality_id, id,
    md5('end' || id || step)::uuid, kind,
    ended_at - (last_step - step) * interval '1 second',
    ended_at - (last_step - step) * interval '1 second', owner_id,
    CASE kind WHEN 'moved' THEN old ELSE '' END,
    CASE kind WHEN 'moved' THEN coalesce(new, stage) ELSE '' END,
    CASE WHEN kind = 'planned' THEN '' WHEN stage = 'withdrawn' THEN 'life_changed'
        WHEN stage = 'declined' THEN 'no_need'
        WHEN stage = 'handed_over' THEN 'other_municipality' ELSE '' END,
    CASE kind WHEN 'planned' THEN {_BEFORE_MOVE} ELSE '{{}}' END
FROM batch
JOIN (VALUES
    (false, 1, 1, 'contacted', NULL),
    (true, 1, 4, 'contacted', 'meeting'),
    (true, 2, 4, 'meeting', 'assessment'),
    (true, 3, 4, 'assessment', 'decision'),
    (true, 4, 4, 'decision', 'approved')
) AS move (to_approved, step, last_step, old, new)
    ON move.to_approved = (batch.stage = 'approved')
CROSS JOIN (VALUES (0, 'planned'), (1, 'moved')) AS half (part, kind)
WHERE NOT is_open
"""  # noqa: S608 -- made of the constants above

CALLS: Final = """
INSERT INTO inquiries_callattempt (municipality_id, inquiry_id, event_id, at, by_id,
    outcome)
SELECT municipality_id, id, event_id + 1, called_at, owner_id, 'answered'
FROM batch WHERE is_called
"""

MESSAGES: Final = """
INSERT INTO messaging_message (id, municipality_id, kind, subject_type, subject_id,
    generation, step, channel, inquiry_id, recipient_key, recipient, language, heading,
    body, status, not_before, attempt, last_error, provider_reference, created_at,
    sent_at)
SELECT md5('receipt' || id)::uuid, municipality_id, 'receipt', 'inquiry', id, 1,
    'received', 'sms', id, 'family', '+467017406' || 5 + n %% 95, 'sv', '',
    'Vi ringer dig senast i morgon klockan 16.00.', 'sent', received_at, 1, '', '',
    received_at, received_at + interval '3 seconds'
FROM batch
"""

ENTRIES: Final = """
INSERT INTO audit_entry (municipality_id, at, actor_id, action, subject_type,
    subject_id, fields, reason)
SELECT municipality_id, received_at, NULL, 'received', 'inquiries.inquiry', id::text,
    '[]', ''
FROM batch
"""

# How many numbers of each sequence an inquiry takes, used or not.
NUMBERS: Final = {
    "inquiry_id": ("inquiries_inquiry", 1),
    "promise_id": ("followups_promise", 1),
    "task_id": ("followups_followuptask", 2),
    "event_id": ("inquiries_event", 11),
}
RESERVE: Final = """
SELECT setval(sequence, nextval(sequence) + %s) - %s
FROM pg_get_serial_sequence(%s, 'id') AS sequence
"""
IN_ORDER: Final = (
    SERIES,
    INQUIRIES,
    CONTACTS,
    EVENTS,
    PROMISES,
    TASKS,
    CALLS,
    MESSAGES,
    ENTRIES,
)
TABLES: Final = (
    "inquiries_inquiry",
    "inquiries_contactdetails",
    "inquiries_event",
    "followups_promise",
    "followups_followuptask",
    "inquiries_callattempt",
    "messaging_message",
    "audit_entry",
)
