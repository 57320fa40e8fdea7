"""Find a person by the beginning of a name, by a number or by an address.

The database makes the search column itself, so that no way of writing a contact can
leave it stale. Every term carries the municipality: the index needs no extension to
hold municipalities apart.
"""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

CREATE = """
CREATE FUNCTION inquiry_plain_words(words text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    -- In lower case and without diacritics: Åsa Öström-Ek is asa, ostrom and ek.
    SELECT coalesce(array_agg(DISTINCT left(word, 40)), '{}')
    FROM regexp_split_to_table(
        lower(regexp_replace(
            normalize(translate(words, 'ØøŁłĐđ', 'OoLlDd'), NFKD),
            U&'[\\0300-\\036F]', '', 'g'
        )),
        '[[:space:][:punct:]]+'
    ) AS word
    WHERE word <> ''
$$;

CREATE FUNCTION inquiry_search_terms(
    municipality bigint, name text, email text, phone text
) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    terms text[];
BEGIN
    SELECT array_agg(municipality || ':' || word) INTO terms
    FROM unnest(inquiry_plain_words(name)) AS word;
    IF email <> '' THEN
        terms := array_append(terms, municipality || '@' || lower(email));
    END IF;
    IF phone <> '' THEN -- backwards, so that the last digits are its beginning
        terms := array_append(
            terms, municipality || '#' || reverse(regexp_replace(phone, '\\D', '', 'g'))
        );
    END IF;
    RETURN array_to_tsvector(coalesce(terms, '{}'));
END $$;

CREATE FUNCTION inquiry_prefix_query(beginnings text[]) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    -- Some term begins with each of these. NULL, which finds nothing, where none is.
    SELECT string_agg(
        '''' || replace(replace(each, '\\', '\\\\'), '''', '''''') || ''':*', ' & '
    )::tsquery
    FROM unnest(beginnings) AS each
$$;

CREATE FUNCTION inquiry_name_query(municipality bigint, words text) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT inquiry_prefix_query(array_agg(municipality || ':' || word))
    FROM unnest(inquiry_plain_words(words)) AS word
$$;
"""

DROP = """
DROP FUNCTION inquiry_name_query(bigint, text);
DROP FUNCTION inquiry_prefix_query(text[]);
DROP FUNCTION inquiry_search_terms(bigint, text, text, text);
DROP FUNCTION inquiry_plain_words(text);
"""


class Migration(migrations.Migration):
    dependencies = [("inquiries", "0002_guards")]
    operations = [
        migrations.RunSQL(CREATE, DROP),
        migrations.RemoveField(model_name="contactdetails", name="search_name"),
        migrations.AddField(
            model_name="contactdetails",
            name="search",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(
                    "municipality",
                    "name",
                    "email",
                    "phone",
                    function="inquiry_search_terms",
                ),
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddIndex(
            model_name="contactdetails",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search"], gin_pending_list_limit=256, name="contact_by_search"
            ),
        ),
    ]
