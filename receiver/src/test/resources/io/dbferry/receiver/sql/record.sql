-- a key of one column
WITH deleted_0_0 AS (DELETE FROM ONLY "public"."bus" t
    WHERE NOT EXISTS (SELECT FROM pg_temp."stage_000042_0" s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id")
    RETURNING jsonb_build_object('id', t."id") AS key),
    deleted_0_0_recorded AS (INSERT INTO dbferry.changed_rows (stream, sequence, table_schema, table_name, operation, key)
    SELECT 'o''city', 42, 'public', 'bus', 'delete', key
    FROM deleted_0_0),
    updated_0 AS (UPDATE ONLY "public"."bus" t
    SET "id" = s."id", "plate" = s."plate"
    FROM pg_temp."stage_000042_0" s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id" AND ROW(t."id", t."plate")::record OPERATOR(pg_catalog.*<>) ROW(s."id", s."plate")::record AND (SELECT count(*) FROM deleted_0_0) >= 0
    RETURNING jsonb_build_object('id', t."id") AS key),
    updated_0_recorded AS (INSERT INTO dbferry.changed_rows (stream, sequence, table_schema, table_name, operation, key)
    SELECT 'o''city', 42, 'public', 'bus', 'update', key
    FROM updated_0),
    inserted_0 AS (INSERT INTO "public"."bus" AS t ("id", "plate") OVERRIDING SYSTEM VALUE
    SELECT s."id", s."plate"
    FROM pg_temp."stage_000042_0" s
    WHERE NOT EXISTS (SELECT FROM ONLY "public"."bus" t
    WHERE t."id" OPERATOR(pg_catalog.=) s."id") AND (SELECT count(*) FROM deleted_0_0) >= 0
    RETURNING jsonb_build_object('id', t."id") AS key),
    inserted_0_recorded AS (INSERT INTO dbferry.changed_rows (stream, sequence, table_schema, table_name, operation, key)
    SELECT 'o''city', 42, 'public', 'bus', 'insert', key
    FROM inserted_0)
    SELECT ARRAY[(SELECT count(*) FROM updated_0), (SELECT count(*) FROM inserted_0), (SELECT count(*) FROM deleted_0_0)]::bigint[];
INSERT INTO dbferry.changed_rows (stream, sequence, table_schema, table_name, operation, key)
    SELECT 'o''city', 42, 'public', 'bus', 'insert', NULL;

-- no key
WITH deleted_0_0 AS (DELETE FROM ONLY "public"."log" t
    USING (SELECT tableoid, ctid, ROW(o."at", o."note")::text AS row_text, row_number() OVER (PARTITION BY ROW(o."at", o."note")::text) AS row_copy
    FROM ONLY "public"."log" o) o
    WHERE t.tableoid = o.tableoid AND t.ctid = o.ctid AND NOT EXISTS (SELECT FROM (SELECT ROW(o."at", o."note")::text AS row_text, row_number() OVER (PARTITION BY ROW(o."at", o."note")::text) AS row_copy
    FROM pg_temp."stage_000042_0" o) s
    WHERE s.row_text = o.row_text AND s.row_copy = o.row_copy)
    RETURNING 1),
    inserted_0 AS (INSERT INTO "public"."log" AS t ("at", "note") OVERRIDING SYSTEM VALUE
    SELECT s."c0", s."c1"
    FROM (SELECT o."at", o."note", ROW(o."at", o."note")::text AS row_text, row_number() OVER (PARTITION BY ROW(o."at", o."note")::text) AS row_copy
    FROM pg_temp."stage_000042_0" o) s(c0, c1, row_text, row_copy)
    WHERE NOT EXISTS (SELECT FROM (SELECT ROW(o."at", o."note")::text AS row_text, row_number() OVER (PARTITION BY ROW(o."at", o."note")::text) AS row_copy
    FROM ONLY "public"."log" o) t
    WHERE s.row_text = t.row_text AND s.row_copy = t.row_copy) AND (SELECT count(*) FROM deleted_0_0) >= 0
    RETURNING 1)
    SELECT ARRAY[0, (SELECT count(*) FROM inserted_0), (SELECT count(*) FROM deleted_0_0)]::bigint[];
INSERT INTO dbferry.changed_rows (stream, sequence, table_schema, table_name, operation, key)
    SELECT 'o''city', 42, 'public', 'log', 'insert', NULL;

-- no columns
WITH deleted_0_0 AS (DELETE FROM ONLY "public"."empty" t
    USING (SELECT tableoid, ctid, ROW()::text AS row_text, row_number() OVER (PARTITION BY ROW()::text) AS row_copy
    FROM ONLY "public"."empty" o) o
    WHERE t.tableoid = o.tableoid AND t.ctid = o.ctid AND NOT EXISTS (SELECT FROM (SELECT ROW()::text AS row_text, row_number() OVER (PARTITION BY ROW()::text) AS row_copy
    FROM pg_temp."stage_000042_0" o) s
    WHERE s.row_text = o.row_text AND s.row_copy = o.row_copy)
    RETURNING 1),
    inserted_0 AS (INSERT INTO "public"."empty" AS t OVERRIDING SYSTEM VALUE
    SELECT 
    FROM (SELECT ROW()::text AS row_text, row_number() OVER (PARTITION BY ROW()::text) AS row_copy
    FROM pg_temp."stage_000042_0" o) s(row_text, row_copy)
    WHERE NOT EXISTS (SELECT FROM (SELECT ROW()::text AS row_text, row_number() OVER (PARTITION BY ROW()::text) AS row_copy
    FROM ONLY "public"."empty" o) t
    WHERE s.row_text = t.row_text AND s.row_copy = t.row_copy) AND (SELECT count(*) FROM deleted_0_0) >= 0
    RETURNING 1)
    SELECT ARRAY[0, (SELECT count(*) FROM inserted_0), (SELECT count(*) FROM deleted_0_0)]::bigint[];
INSERT INTO dbferry.changed_rows (stream, sequence, table_schema, table_name, operation, key)
    SELECT 'o''city', 42, 'public', 'empty', 'insert', NULL;

-- nothing but a key of two columns
WITH deleted_0_0 AS (DELETE FROM ONLY "public"."line_stop" t
    WHERE NOT EXISTS (SELECT FROM pg_temp."stage_000042_0" s
    WHERE t."stop" OPERATOR(pg_catalog.=) s."stop" AND t."line" OPERATOR(pg_catalog.=) s."line")
    RETURNING jsonb_build_object('stop', t."stop", 'line', t."line") AS key),
    deleted_0_0_recorded AS (INSERT INTO dbferry.changed_rows (stream, sequence, table_schema, table_name, operation, key)
    SELECT 'o''city', 42, 'public', 'line_stop', 'delete', key
    FROM deleted_0_0),
    updated_0 AS (UPDATE ONLY "public"."line_stop" t
    SET "line" = s."line", "stop" = s."stop"
    FROM pg_temp."stage_000042_0" s
    WHERE t."stop" OPERATOR(pg_catalog.=) s."stop" AND t."line" OPERATOR(pg_catalog.=) s."line" AND ROW(t."line", t."stop")::record OPERATOR(pg_catalog.*<>) ROW(s."line", s."stop")::record AND (SELECT count(*) FROM deleted_0_0) >= 0
    RETURNING jsonb_build_object('stop', t."stop", 'line', t."line") AS key),
    updated_0_recorded AS (INSERT INTO dbferry.changed_rows (stream, sequence, table_schema, table_name, operation, key)
    SELECT 'o''city', 42, 'public', 'line_stop', 'update', key
    FROM updated_0),
    inserted_0 AS (INSERT INTO "public"."line_stop" AS t ("line", "stop") OVERRIDING SYSTEM VALUE
    SELECT s."line", s."stop"
    FROM pg_temp."stage_000042_0" s
    WHERE NOT EXISTS (SELECT FROM ONLY "public"."line_stop" t
    WHERE t."stop" OPERATOR(pg_catalog.=) s."stop" AND t."line" OPERATOR(pg_catalog.=) s."line") AND (SELECT count(*) FROM deleted_0_0) >= 0
    RETURNING jsonb_build_object('stop', t."stop", 'line', t."line") AS key),
    inserted_0_recorded AS (INSERT INTO dbferry.changed_rows (stream, sequence, table_schema, table_name, operation, key)
    SELECT 'o''city', 42, 'public', 'line_stop', 'insert', key
    FROM inserted_0)
    SELECT ARRAY[(SELECT count(*) FROM updated_0), (SELECT count(*) FROM inserted_0), (SELECT count(*) FROM deleted_0_0)]::bigint[];
INSERT INTO dbferry.changed_rows (stream, sequence, table_schema, table_name, operation, key)
    SELECT 'o''city', 42, 'public', 'line_stop', 'insert', NULL;

-- names that need quotes
WITH deleted_0_0 AS (DELETE FROM ONLY "my ""odd"" schema"."Bus Stop" t
    WHERE NOT EXISTS (SELECT FROM pg_temp."stage_000042_0" s
    WHERE t."Id" OPERATOR(pg_catalog.=) s."Id")
    RETURNING jsonb_build_object('Id', t."Id") AS key),
    deleted_0_0_recorded AS (INSERT INTO dbferry.changed_rows (stream, sequence, table_schema, table_name, operation, key)
    SELECT 'o''city', 42, 'my "odd" schema', 'Bus Stop', 'delete', key
    FROM deleted_0_0),
    updated_0 AS (UPDATE ONLY "my ""odd"" schema"."Bus Stop" t
    SET "Id" = s."Id", "se""lect" = s."se""lect", "o'clock" = s."o'clock"
    FROM pg_temp."stage_000042_0" s
    WHERE t."Id" OPERATOR(pg_catalog.=) s."Id" AND ROW(t."Id", t."se""lect", t."o'clock")::record OPERATOR(pg_catalog.*<>) ROW(s."Id", s."se""lect", s."o'clock")::record AND (SELECT count(*) FROM deleted_0_0) >= 0
    RETURNING jsonb_build_object('Id', t."Id") AS key),
    updated_0_recorded AS (INSERT INTO dbferry.changed_rows (stream, sequence, table_schema, table_name, operation, key)
    SELECT 'o''city', 42, 'my "odd" schema', 'Bus Stop', 'update', key
    FROM updated_0),
    inserted_0 AS (INSERT INTO "my ""odd"" schema"."Bus Stop" AS t ("Id", "se""lect", "o'clock") OVERRIDING SYSTEM VALUE
    SELECT s."Id", s."se""lect", s."o'clock"
    FROM pg_temp."stage_000042_0" s
    WHERE NOT EXISTS (SELECT FROM ONLY "my ""odd"" schema"."Bus Stop" t
    WHERE t."Id" OPERATOR(pg_catalog.=) s."Id") AND (SELECT count(*) FROM deleted_0_0) >= 0
    RETURNING jsonb_build_object('Id', t."Id") AS key),
    inserted_0_recorded AS (INSERT INTO dbferry.changed_rows (stream, sequence, table_schema, table_name, operation, key)
    SELECT 'o''city', 42, 'my "odd" schema', 'Bus Stop', 'insert', key
    FROM inserted_0)
    SELECT ARRAY[(SELECT count(*) FROM updated_0), (SELECT count(*) FROM inserted_0), (SELECT count(*) FROM deleted_0_0)]::bigint[];
INSERT INTO dbferry.changed_rows (stream, sequence, table_schema, table_name, operation, key)
    SELECT 'o''city', 42, 'my "odd" schema', 'Bus Stop', 'insert', NULL;

-- partitions
WITH deleted_0_0 AS (DELETE FROM "public"."trip" t
    WHERE NOT EXISTS (SELECT FROM pg_temp."stage_000042_0" s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id" AND t."day" OPERATOR(pg_catalog.=) s."day")
    RETURNING jsonb_build_object('id', t."id", 'day', t."day") AS key),
    deleted_0_0_recorded AS (INSERT INTO dbferry.changed_rows (stream, sequence, table_schema, table_name, operation, key)
    SELECT 'o''city', 42, 'public', 'trip', 'delete', key
    FROM deleted_0_0),
    updated_0 AS (UPDATE "public"."trip" t
    SET "id" = s."id", "day" = s."day", "delay" = s."delay"
    FROM pg_temp."stage_000042_0" s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id" AND t."day" OPERATOR(pg_catalog.=) s."day" AND ROW(t."id", t."day", t."delay")::record OPERATOR(pg_catalog.*<>) ROW(s."id", s."day", s."delay")::record AND (SELECT count(*) FROM deleted_0_0) >= 0
    RETURNING jsonb_build_object('id', t."id", 'day', t."day") AS key),
    updated_0_recorded AS (INSERT INTO dbferry.changed_rows (stream, sequence, table_schema, table_name, operation, key)
    SELECT 'o''city', 42, 'public', 'trip', 'update', key
    FROM updated_0),
    inserted_0 AS (INSERT INTO "public"."trip" AS t ("id", "day", "delay") OVERRIDING SYSTEM VALUE
    SELECT s."id", s."day", s."delay"
    FROM pg_temp."stage_000042_0" s
    WHERE NOT EXISTS (SELECT FROM "public"."trip" t
    WHERE t."id" OPERATOR(pg_catalog.=) s."id" AND t."day" OPERATOR(pg_catalog.=) s."day") AND (SELECT count(*) FROM deleted_0_0) >= 0
    RETURNING jsonb_build_object('id', t."id", 'day', t."day") AS key),
    inserted_0_recorded AS (INSERT INTO dbferry.changed_rows (stream, sequence, table_schema, table_name, operation, key)
    SELECT 'o''city', 42, 'public', 'trip', 'insert', key
    FROM inserted_0)
    SELECT ARRAY[(SELECT count(*) FROM updated_0), (SELECT count(*) FROM inserted_0), (SELECT count(*) FROM deleted_0_0)]::bigint[];
INSERT INTO dbferry.changed_rows (stream, sequence, table_schema, table_name, operation, key)
    SELECT 'o''city', 42, 'public', 'trip', 'insert', NULL;

-- an operator class of an extension, and a key of json
WITH deleted_0_0 AS (DELETE FROM ONLY "public"."tag" t
    WHERE NOT EXISTS (SELECT FROM pg_temp."stage_000042_0" s
    WHERE t."name" OPERATOR(public.=) s."name" AND t."spec" OPERATOR(pg_catalog.=) s."spec")
    RETURNING jsonb_build_object('name', t."name", 'spec', t."spec") AS key),
    deleted_0_0_recorded AS (INSERT INTO dbferry.changed_rows (stream, sequence, table_schema, table_name, operation, key)
    SELECT 'o''city', 42, 'public', 'tag', 'delete', key
    FROM deleted_0_0),
    updated_0 AS (UPDATE ONLY "public"."tag" t
    SET "name" = s."name", "spec" = s."spec", "title" = s."title"
    FROM pg_temp."stage_000042_0" s
    WHERE t."name" OPERATOR(public.=) s."name" AND t."spec" OPERATOR(pg_catalog.=) s."spec" AND ROW(t."name", t."spec", t."title")::record OPERATOR(pg_catalog.*<>) ROW(s."name", s."spec", s."title")::record AND (SELECT count(*) FROM deleted_0_0) >= 0
    RETURNING jsonb_build_object('name', t."name", 'spec', t."spec") AS key),
    updated_0_recorded AS (INSERT INTO dbferry.changed_rows (stream, sequence, table_schema, table_name, operation, key)
    SELECT 'o''city', 42, 'public', 'tag', 'update', key
    FROM updated_0),
    inserted_0 AS (INSERT INTO "public"."tag" AS t ("name", "spec", "title") OVERRIDING SYSTEM VALUE
    SELECT s."name", s."spec", s."title"
    FROM pg_temp."stage_000042_0" s
    WHERE NOT EXISTS (SELECT FROM ONLY "public"."tag" t
    WHERE t."name" OPERATOR(public.=) s."name" AND t."spec" OPERATOR(pg_catalog.=) s."spec") AND (SELECT count(*) FROM deleted_0_0) >= 0
    RETURNING jsonb_build_object('name', t."name", 'spec', t."spec") AS key),
    inserted_0_recorded AS (INSERT INTO dbferry.changed_rows (stream, sequence, table_schema, table_name, operation, key)
    SELECT 'o''city', 42, 'public', 'tag', 'insert', key
    FROM inserted_0)
    SELECT ARRAY[(SELECT count(*) FROM updated_0), (SELECT count(*) FROM inserted_0), (SELECT count(*) FROM deleted_0_0)]::bigint[];
INSERT INTO dbferry.changed_rows (stream, sequence, table_schema, table_name, operation, key)
    SELECT 'o''city', 42, 'public', 'tag', 'insert', NULL;

-- a key with a generated column and a collation
WITH deleted_0_0 AS (DELETE FROM ONLY "public"."ticket" t
    WHERE NOT EXISTS (SELECT FROM pg_temp."stage_000042_0" s
    WHERE t."code_upper" OPERATOR(pg_catalog.=) s."code_upper")
    RETURNING jsonb_build_object('code_upper', t."code_upper") AS key),
    deleted_0_0_recorded AS (INSERT INTO dbferry.changed_rows (stream, sequence, table_schema, table_name, operation, key)
    SELECT 'o''city', 42, 'public', 'ticket', 'delete', key
    FROM deleted_0_0),
    updated_0 AS (UPDATE ONLY "public"."ticket" t
    SET "code" = s."code", "price" = s."price"
    FROM pg_temp."stage_000042_0" s
    WHERE t."code_upper" OPERATOR(pg_catalog.=) s."code_upper" AND ROW(t."code", t."price")::record OPERATOR(pg_catalog.*<>) ROW(s."code", s."price")::record AND (SELECT count(*) FROM deleted_0_0) >= 0
    RETURNING jsonb_build_object('code_upper', t."code_upper") AS key),
    updated_0_recorded AS (INSERT INTO dbferry.changed_rows (stream, sequence, table_schema, table_name, operation, key)
    SELECT 'o''city', 42, 'public', 'ticket', 'update', key
    FROM updated_0),
    inserted_0 AS (INSERT INTO "public"."ticket" AS t ("code", "price") OVERRIDING SYSTEM VALUE
    SELECT s."code", s."price"
    FROM pg_temp."stage_000042_0" s
    WHERE NOT EXISTS (SELECT FROM ONLY "public"."ticket" t
    WHERE t."code_upper" OPERATOR(pg_catalog.=) s."code_upper") AND (SELECT count(*) FROM deleted_0_0) >= 0
    RETURNING jsonb_build_object('code_upper', t."code_upper") AS key),
    inserted_0_recorded AS (INSERT INTO dbferry.changed_rows (stream, sequence, table_schema, table_name, operation, key)
    SELECT 'o''city', 42, 'public', 'ticket', 'insert', key
    FROM inserted_0)
    SELECT ARRAY[(SELECT count(*) FROM updated_0), (SELECT count(*) FROM inserted_0), (SELECT count(*) FROM deleted_0_0)]::bigint[];
INSERT INTO dbferry.changed_rows (stream, sequence, table_schema, table_name, operation, key)
    SELECT 'o''city', 42, 'public', 'ticket', 'insert', NULL;

-- an identity that takes no values
WITH deleted_0_0 AS (DELETE FROM ONLY "public"."stop" t
    WHERE NOT EXISTS (SELECT FROM pg_temp."stage_000042_0" s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id")
    RETURNING jsonb_build_object('id', t."id") AS key),
    deleted_0_0_recorded AS (INSERT INTO dbferry.changed_rows (stream, sequence, table_schema, table_name, operation, key)
    SELECT 'o''city', 42, 'public', 'stop', 'delete', key
    FROM deleted_0_0),
    updated_0 AS (UPDATE ONLY "public"."stop" t
    SET "id" = s."id", "name" = s."name"
    FROM pg_temp."stage_000042_0" s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id" AND ROW(t."id", t."number", t."name")::record OPERATOR(pg_catalog.*<>) ROW(s."id", s."number", s."name")::record AND (SELECT count(*) FROM deleted_0_0) >= 0
    RETURNING jsonb_build_object('id', t."id") AS key),
    updated_0_recorded AS (INSERT INTO dbferry.changed_rows (stream, sequence, table_schema, table_name, operation, key)
    SELECT 'o''city', 42, 'public', 'stop', 'update', key
    FROM updated_0),
    inserted_0 AS (INSERT INTO "public"."stop" AS t ("id", "number", "name") OVERRIDING SYSTEM VALUE
    SELECT s."id", s."number", s."name"
    FROM pg_temp."stage_000042_0" s
    WHERE NOT EXISTS (SELECT FROM ONLY "public"."stop" t
    WHERE t."id" OPERATOR(pg_catalog.=) s."id") AND (SELECT count(*) FROM deleted_0_0) >= 0
    RETURNING jsonb_build_object('id', t."id") AS key),
    inserted_0_recorded AS (INSERT INTO dbferry.changed_rows (stream, sequence, table_schema, table_name, operation, key)
    SELECT 'o''city', 42, 'public', 'stop', 'insert', key
    FROM inserted_0)
    SELECT ARRAY[(SELECT count(*) FROM updated_0), (SELECT count(*) FROM inserted_0), (SELECT count(*) FROM deleted_0_0)]::bigint[];
INSERT INTO dbferry.changed_rows (stream, sequence, table_schema, table_name, operation, key)
    SELECT 'o''city', 42, 'public', 'stop', 'insert', NULL;

-- an identity that takes no values as key
WITH deleted_0_0 AS (DELETE FROM ONLY "public"."driver" t
    WHERE NOT EXISTS (SELECT FROM pg_temp."stage_000042_0" s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id")
    RETURNING jsonb_build_object('id', t."id") AS key),
    deleted_0_0_recorded AS (INSERT INTO dbferry.changed_rows (stream, sequence, table_schema, table_name, operation, key)
    SELECT 'o''city', 42, 'public', 'driver', 'delete', key
    FROM deleted_0_0),
    updated_0 AS (UPDATE ONLY "public"."driver" t
    SET "name" = s."name"
    FROM pg_temp."stage_000042_0" s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id" AND ROW(t."id", t."name")::record OPERATOR(pg_catalog.*<>) ROW(s."id", s."name")::record AND (SELECT count(*) FROM deleted_0_0) >= 0
    RETURNING jsonb_build_object('id', t."id") AS key),
    updated_0_recorded AS (INSERT INTO dbferry.changed_rows (stream, sequence, table_schema, table_name, operation, key)
    SELECT 'o''city', 42, 'public', 'driver', 'update', key
    FROM updated_0),
    inserted_0 AS (INSERT INTO "public"."driver" AS t ("id", "name") OVERRIDING SYSTEM VALUE
    SELECT s."id", s."name"
    FROM pg_temp."stage_000042_0" s
    WHERE NOT EXISTS (SELECT FROM ONLY "public"."driver" t
    WHERE t."id" OPERATOR(pg_catalog.=) s."id") AND (SELECT count(*) FROM deleted_0_0) >= 0
    RETURNING jsonb_build_object('id', t."id") AS key),
    inserted_0_recorded AS (INSERT INTO dbferry.changed_rows (stream, sequence, table_schema, table_name, operation, key)
    SELECT 'o''city', 42, 'public', 'driver', 'insert', key
    FROM inserted_0)
    SELECT ARRAY[(SELECT count(*) FROM updated_0), (SELECT count(*) FROM inserted_0), (SELECT count(*) FROM deleted_0_0)]::bigint[];
INSERT INTO dbferry.changed_rows (stream, sequence, table_schema, table_name, operation, key)
    SELECT 'o''city', 42, 'public', 'driver', 'insert', NULL;

-- unique indexes
WITH deleted_0_0 AS (DELETE FROM ONLY "public"."depot" t
    WHERE NOT EXISTS (SELECT FROM pg_temp."stage_000042_0" s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id")
    RETURNING jsonb_build_object('id', t."id") AS key),
    deleted_0_0_recorded AS (INSERT INTO dbferry.changed_rows (stream, sequence, table_schema, table_name, operation, key)
    SELECT 'o''city', 42, 'public', 'depot', 'delete', key
    FROM deleted_0_0),
    updated_0 AS (UPDATE ONLY "public"."depot" t
    SET "id" = s."id", "code" = s."code", "city" = s."city", "place" = s."place"
    FROM pg_temp."stage_000042_0" s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id" AND ROW(t."id", t."code", t."city", t."place")::record OPERATOR(pg_catalog.*<>) ROW(s."id", s."code", s."city", s."place")::record AND (SELECT count(*) FROM deleted_0_0) >= 0
    RETURNING jsonb_build_object('id', t."id") AS key),
    updated_0_recorded AS (INSERT INTO dbferry.changed_rows (stream, sequence, table_schema, table_name, operation, key)
    SELECT 'o''city', 42, 'public', 'depot', 'update', key
    FROM updated_0),
    inserted_0 AS (INSERT INTO "public"."depot" AS t ("id", "code", "city", "place") OVERRIDING SYSTEM VALUE
    SELECT s."id", s."code", s."city", s."place"
    FROM pg_temp."stage_000042_0" s
    WHERE NOT EXISTS (SELECT FROM ONLY "public"."depot" t
    WHERE t."id" OPERATOR(pg_catalog.=) s."id") AND (SELECT count(*) FROM deleted_0_0) >= 0
    RETURNING jsonb_build_object('id', t."id") AS key),
    inserted_0_recorded AS (INSERT INTO dbferry.changed_rows (stream, sequence, table_schema, table_name, operation, key)
    SELECT 'o''city', 42, 'public', 'depot', 'insert', key
    FROM inserted_0)
    SELECT ARRAY[(SELECT count(*) FROM updated_0), (SELECT count(*) FROM inserted_0), (SELECT count(*) FROM deleted_0_0)]::bigint[];
INSERT INTO dbferry.changed_rows (stream, sequence, table_schema, table_name, operation, key)
    SELECT 'o''city', 42, 'public', 'depot', 'insert', NULL;

-- columns of the receiver's own
WITH deleted_0_0 AS (DELETE FROM ONLY "public"."seat" t
    WHERE NOT EXISTS (SELECT FROM pg_temp."stage_000042_0" s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id")
    RETURNING jsonb_build_object('id', t."id") AS key),
    deleted_0_0_recorded AS (INSERT INTO dbferry.changed_rows (stream, sequence, table_schema, table_name, operation, key)
    SELECT 'o''city', 42, 'public', 'seat', 'delete', key
    FROM deleted_0_0),
    updated_0 AS (UPDATE ONLY "public"."seat" t
    SET "id" = s."id", "row" = s."row", "checked" = DEFAULT
    FROM pg_temp."stage_000042_0" s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id" AND ROW(t."id", t."row")::record OPERATOR(pg_catalog.*<>) ROW(s."id", s."row")::record AND (SELECT count(*) FROM deleted_0_0) >= 0
    RETURNING jsonb_build_object('id', t."id") AS key),
    updated_0_recorded AS (INSERT INTO dbferry.changed_rows (stream, sequence, table_schema, table_name, operation, key)
    SELECT 'o''city', 42, 'public', 'seat', 'update', key
    FROM updated_0),
    inserted_0 AS (INSERT INTO "public"."seat" AS t ("id", "row") OVERRIDING SYSTEM VALUE
    SELECT s."id", s."row"
    FROM pg_temp."stage_000042_0" s
    WHERE NOT EXISTS (SELECT FROM ONLY "public"."seat" t
    WHERE t."id" OPERATOR(pg_catalog.=) s."id") AND (SELECT count(*) FROM deleted_0_0) >= 0
    RETURNING jsonb_build_object('id', t."id") AS key),
    inserted_0_recorded AS (INSERT INTO dbferry.changed_rows (stream, sequence, table_schema, table_name, operation, key)
    SELECT 'o''city', 42, 'public', 'seat', 'insert', key
    FROM inserted_0)
    SELECT ARRAY[(SELECT count(*) FROM updated_0), (SELECT count(*) FROM inserted_0), (SELECT count(*) FROM deleted_0_0)]::bigint[];
INSERT INTO dbferry.changed_rows (stream, sequence, table_schema, table_name, operation, key)
    SELECT 'o''city', 42, 'public', 'seat', 'insert', NULL;
