-- a key of one column
INSERT INTO pg_temp."stage_000042_0"
    SELECT k."id", f."plate"
    FROM pg_temp.json l
    CROSS JOIN LATERAL json_to_record(json_build_object('id', l.j -> 'pk')) AS k("id" bigint)
    CROSS JOIN LATERAL json_to_record(l.j -> 'fields') AS f("plate" text);

-- no key
INSERT INTO pg_temp."stage_000042_0"
    SELECT f."at", f."note"
    FROM pg_temp.json l
    CROSS JOIN LATERAL json_to_record(l.j -> 'fields') AS f("at" timestamp with time zone, "note" text);

-- no columns
INSERT INTO pg_temp."stage_000042_0"
    SELECT 
    FROM pg_temp.json l;

-- nothing but a key of two columns
INSERT INTO pg_temp."stage_000042_0"
    SELECT k."line", k."stop"
    FROM pg_temp.json l
    CROSS JOIN LATERAL json_to_record(json_build_object('stop', l.j -> 'pk' -> 0, 'line', l.j -> 'pk' -> 1)) AS k("line" integer, "stop" integer);

-- names that need quotes
INSERT INTO pg_temp."stage_000042_0"
    SELECT k."Id", f."se""lect", CASE
    WHEN jsonb_exists((l.j -> 'json_null')::jsonb, 'o''clock') THEN 'null'::json
    WHEN jsonb_exists((l.j -> 'json_text')::jsonb, 'o''clock') THEN (l.j -> 'fields' ->> 'o''clock')::json
    WHEN json_typeof(l.j -> 'fields' -> 'o''clock') <> 'null' THEN (l.j -> 'fields' -> 'o''clock')::json END
    FROM pg_temp.json l
    CROSS JOIN LATERAL json_to_record(json_build_object('Id', l.j -> 'pk')) AS k("Id" bigint)
    CROSS JOIN LATERAL json_to_record(l.j -> 'fields') AS f("se""lect" text);

-- partitions
INSERT INTO pg_temp."stage_000042_0"
    SELECT k."id", k."day", f."delay"
    FROM pg_temp.json l
    CROSS JOIN LATERAL json_to_record(json_build_object('id', l.j -> 'pk' -> 0, 'day', l.j -> 'pk' -> 1)) AS k("id" bigint, "day" date)
    CROSS JOIN LATERAL json_to_record(l.j -> 'fields') AS f("delay" interval);

-- an operator class of an extension, and a key of json
INSERT INTO pg_temp."stage_000042_0"
    SELECT k."name", (l.j -> 'pk' -> 1)::jsonb, f."title"
    FROM pg_temp.json l
    CROSS JOIN LATERAL json_to_record(json_build_object('name', l.j -> 'pk' -> 0, 'spec', l.j -> 'pk' -> 1)) AS k("name" public.citext)
    CROSS JOIN LATERAL json_to_record(l.j -> 'fields') AS f("title" public.short_json);

-- a key with a generated column and a collation
INSERT INTO pg_temp."stage_000042_0"
    SELECT f."code", f."price"
    FROM pg_temp.json l
    CROSS JOIN LATERAL json_to_record(l.j -> 'fields') AS f("code" text, "price" numeric(8,2));

-- an identity that takes no values
INSERT INTO pg_temp."stage_000042_0"
    SELECT k."id", f."number", f."name"
    FROM pg_temp.json l
    CROSS JOIN LATERAL json_to_record(json_build_object('id', l.j -> 'pk')) AS k("id" bigint)
    CROSS JOIN LATERAL json_to_record(l.j -> 'fields') AS f("number" integer, "name" text);

-- an identity that takes no values as key
INSERT INTO pg_temp."stage_000042_0"
    SELECT k."id", f."name"
    FROM pg_temp.json l
    CROSS JOIN LATERAL json_to_record(json_build_object('id', l.j -> 'pk')) AS k("id" bigint)
    CROSS JOIN LATERAL json_to_record(l.j -> 'fields') AS f("name" text);

-- unique indexes
INSERT INTO pg_temp."stage_000042_0"
    SELECT k."id", f."code", f."city", f."place"
    FROM pg_temp.json l
    CROSS JOIN LATERAL json_to_record(json_build_object('id', l.j -> 'pk')) AS k("id" bigint)
    CROSS JOIN LATERAL json_to_record(l.j -> 'fields') AS f("code" public.citext, "city" text, "place" integer);

-- columns of the receiver's own
INSERT INTO pg_temp."stage_000042_0"
    SELECT k."id", f."row"
    FROM pg_temp.json l
    CROSS JOIN LATERAL json_to_record(json_build_object('id', l.j -> 'pk')) AS k("id" bigint)
    CROSS JOIN LATERAL json_to_record(l.j -> 'fields') AS f("row" integer);
