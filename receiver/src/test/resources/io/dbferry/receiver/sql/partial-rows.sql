-- a key of one column
INSERT INTO pg_temp."stage_000042_0"
    SELECT (l.j #>> '{pk}')::bigint, f."plate"::text
    FROM pg_temp.json l
    CROSS JOIN LATERAL json_to_record(l.j -> 'fields') AS f("plate" text);

-- no key
INSERT INTO pg_temp."stage_000042_0"
    SELECT f."at"::timestamp with time zone, f."note"::text
    FROM pg_temp.json l
    CROSS JOIN LATERAL json_to_record(l.j -> 'fields') AS f("at" text, "note" text);

-- no columns
INSERT INTO pg_temp."stage_000042_0"
    SELECT 
    FROM pg_temp.json l;

-- nothing but a key of two columns
INSERT INTO pg_temp."stage_000042_0"
    SELECT (l.j #>> '{pk,1}')::integer, (l.j #>> '{pk,0}')::integer
    FROM pg_temp.json l;

-- names that need quotes
INSERT INTO pg_temp."stage_000042_0"
    SELECT (l.j #>> '{pk}')::bigint, f."se""lect"::text, CASE
    WHEN jsonb_exists((l.j -> 'json_null')::jsonb, 'o''clock') THEN 'null'::json
    WHEN jsonb_exists((l.j -> 'json_text')::jsonb, 'o''clock') THEN (l.j -> 'fields' ->> 'o''clock')::json
    WHEN json_typeof(l.j -> 'fields' -> 'o''clock') <> 'null' THEN (l.j -> 'fields' -> 'o''clock')::json END
    FROM pg_temp.json l
    CROSS JOIN LATERAL json_to_record(l.j -> 'fields') AS f("se""lect" text);

-- partitions
INSERT INTO pg_temp."stage_000042_0"
    SELECT (l.j #>> '{pk,0}')::bigint, (l.j #>> '{pk,1}')::date, f."delay"::interval
    FROM pg_temp.json l
    CROSS JOIN LATERAL json_to_record(l.j -> 'fields') AS f("delay" text);

-- an operator class of an extension, and a key of json
INSERT INTO pg_temp."stage_000042_0"
    SELECT (l.j #>> '{pk,0}')::public.citext, (l.j #> '{pk,1}')::jsonb, f."title"::public.short_json
    FROM pg_temp.json l
    CROSS JOIN LATERAL json_to_record(l.j -> 'fields') AS f("title" text);

-- a key with a generated column and a collation
INSERT INTO pg_temp."stage_000042_0"
    SELECT f."code"::text, f."price"::numeric(8,2)
    FROM pg_temp.json l
    CROSS JOIN LATERAL json_to_record(l.j -> 'fields') AS f("code" text, "price" text);

-- an identity that takes no values
INSERT INTO pg_temp."stage_000042_0"
    SELECT (l.j #>> '{pk}')::bigint, f."number"::integer, f."name"::text
    FROM pg_temp.json l
    CROSS JOIN LATERAL json_to_record(l.j -> 'fields') AS f("number" text, "name" text);

-- an identity that takes no values as key
INSERT INTO pg_temp."stage_000042_0"
    SELECT (l.j #>> '{pk}')::bigint, f."name"::text
    FROM pg_temp.json l
    CROSS JOIN LATERAL json_to_record(l.j -> 'fields') AS f("name" text);

-- unique indexes
INSERT INTO pg_temp."stage_000042_0"
    SELECT (l.j #>> '{pk}')::bigint, f."code"::public.citext, f."city"::text, f."place"::integer
    FROM pg_temp.json l
    CROSS JOIN LATERAL json_to_record(l.j -> 'fields') AS f("code" text, "city" text, "place" text);

-- columns of the receiver's own
INSERT INTO pg_temp."stage_000042_0"
    SELECT (l.j #>> '{pk}')::bigint, f."row"::integer
    FROM pg_temp.json l
    CROSS JOIN LATERAL json_to_record(l.j -> 'fields') AS f("row" text);
