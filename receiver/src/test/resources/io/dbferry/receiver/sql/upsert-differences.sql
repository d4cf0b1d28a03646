-- a key of one column
WITH updated_0 AS (UPDATE ONLY "public"."bus" t
    SET "id" = s."id", "plate" = s."plate"
    FROM pg_temp."stage_000042_0" s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id" AND ROW(t."id", t."plate")::record OPERATOR(pg_catalog.*<>) ROW(s."id", s."plate")::record
    RETURNING 1),
    inserted_0 AS (INSERT INTO "public"."bus" AS t ("id", "plate") OVERRIDING SYSTEM VALUE
    SELECT s."id", s."plate"
    FROM pg_temp."stage_000042_0" s
    WHERE NOT EXISTS (SELECT FROM ONLY "public"."bus" t
    WHERE t."id" OPERATOR(pg_catalog.=) s."id")
    RETURNING 1)
    SELECT ARRAY[(SELECT count(*) FROM updated_0), (SELECT count(*) FROM inserted_0), 0]::bigint[];

-- no key
WITH inserted_0 AS (INSERT INTO "public"."log" AS t ("at", "note") OVERRIDING SYSTEM VALUE
    SELECT s."at", s."note"
    FROM pg_temp."stage_000042_0" s
    WHERE true
    RETURNING 1)
    SELECT ARRAY[0, (SELECT count(*) FROM inserted_0), 0]::bigint[];

-- no columns
WITH inserted_0 AS (INSERT INTO "public"."empty" AS t OVERRIDING SYSTEM VALUE
    SELECT 
    FROM pg_temp."stage_000042_0" s
    WHERE true
    RETURNING 1)
    SELECT ARRAY[0, (SELECT count(*) FROM inserted_0), 0]::bigint[];

-- nothing but a key of two columns
WITH updated_0 AS (UPDATE ONLY "public"."line_stop" t
    SET "line" = s."line", "stop" = s."stop"
    FROM pg_temp."stage_000042_0" s
    WHERE t."stop" OPERATOR(pg_catalog.=) s."stop" AND t."line" OPERATOR(pg_catalog.=) s."line" AND ROW(t."line", t."stop")::record OPERATOR(pg_catalog.*<>) ROW(s."line", s."stop")::record
    RETURNING 1),
    inserted_0 AS (INSERT INTO "public"."line_stop" AS t ("line", "stop") OVERRIDING SYSTEM VALUE
    SELECT s."line", s."stop"
    FROM pg_temp."stage_000042_0" s
    WHERE NOT EXISTS (SELECT FROM ONLY "public"."line_stop" t
    WHERE t."stop" OPERATOR(pg_catalog.=) s."stop" AND t."line" OPERATOR(pg_catalog.=) s."line")
    RETURNING 1)
    SELECT ARRAY[(SELECT count(*) FROM updated_0), (SELECT count(*) FROM inserted_0), 0]::bigint[];

-- names that need quotes
WITH updated_0 AS (UPDATE ONLY "my ""odd"" schema"."Bus Stop" t
    SET "Id" = s."Id", "se""lect" = s."se""lect", "o'clock" = s."o'clock"
    FROM pg_temp."stage_000042_0" s
    WHERE t."Id" OPERATOR(pg_catalog.=) s."Id" AND ROW(t."Id", t."se""lect", t."o'clock")::record OPERATOR(pg_catalog.*<>) ROW(s."Id", s."se""lect", s."o'clock")::record
    RETURNING 1),
    inserted_0 AS (INSERT INTO "my ""odd"" schema"."Bus Stop" AS t ("Id", "se""lect", "o'clock") OVERRIDING SYSTEM VALUE
    SELECT s."Id", s."se""lect", s."o'clock"
    FROM pg_temp."stage_000042_0" s
    WHERE NOT EXISTS (SELECT FROM ONLY "my ""odd"" schema"."Bus Stop" t
    WHERE t."Id" OPERATOR(pg_catalog.=) s."Id")
    RETURNING 1)
    SELECT ARRAY[(SELECT count(*) FROM updated_0), (SELECT count(*) FROM inserted_0), 0]::bigint[];

-- partitions
WITH updated_0 AS (UPDATE "public"."trip" t
    SET "id" = s."id", "day" = s."day", "delay" = s."delay"
    FROM pg_temp."stage_000042_0" s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id" AND t."day" OPERATOR(pg_catalog.=) s."day" AND ROW(t."id", t."day", t."delay")::record OPERATOR(pg_catalog.*<>) ROW(s."id", s."day", s."delay")::record
    RETURNING 1),
    inserted_0 AS (INSERT INTO "public"."trip" AS t ("id", "day", "delay") OVERRIDING SYSTEM VALUE
    SELECT s."id", s."day", s."delay"
    FROM pg_temp."stage_000042_0" s
    WHERE NOT EXISTS (SELECT FROM "public"."trip" t
    WHERE t."id" OPERATOR(pg_catalog.=) s."id" AND t."day" OPERATOR(pg_catalog.=) s."day")
    RETURNING 1)
    SELECT ARRAY[(SELECT count(*) FROM updated_0), (SELECT count(*) FROM inserted_0), 0]::bigint[];

-- an operator class of an extension, and a key of json
WITH updated_0 AS (UPDATE ONLY "public"."tag" t
    SET "name" = s."name", "spec" = s."spec", "title" = s."title"
    FROM pg_temp."stage_000042_0" s
    WHERE t."name" OPERATOR(public.=) s."name" AND t."spec" OPERATOR(pg_catalog.=) s."spec" AND ROW(t."name", t."spec", t."title")::record OPERATOR(pg_catalog.*<>) ROW(s."name", s."spec", s."title")::record
    RETURNING 1),
    inserted_0 AS (INSERT INTO "public"."tag" AS t ("name", "spec", "title") OVERRIDING SYSTEM VALUE
    SELECT s."name", s."spec", s."title"
    FROM pg_temp."stage_000042_0" s
    WHERE NOT EXISTS (SELECT FROM ONLY "public"."tag" t
    WHERE t."name" OPERATOR(public.=) s."name" AND t."spec" OPERATOR(pg_catalog.=) s."spec")
    RETURNING 1)
    SELECT ARRAY[(SELECT count(*) FROM updated_0), (SELECT count(*) FROM inserted_0), 0]::bigint[];

-- a key with a generated column and a collation
WITH updated_0 AS (UPDATE ONLY "public"."ticket" t
    SET "code" = s."code", "price" = s."price"
    FROM pg_temp."stage_000042_0" s
    WHERE t."code_upper" OPERATOR(pg_catalog.=) s."code_upper" AND ROW(t."code", t."price")::record OPERATOR(pg_catalog.*<>) ROW(s."code", s."price")::record
    RETURNING 1),
    inserted_0 AS (INSERT INTO "public"."ticket" AS t ("code", "price") OVERRIDING SYSTEM VALUE
    SELECT s."code", s."price"
    FROM pg_temp."stage_000042_0" s
    WHERE NOT EXISTS (SELECT FROM ONLY "public"."ticket" t
    WHERE t."code_upper" OPERATOR(pg_catalog.=) s."code_upper")
    RETURNING 1)
    SELECT ARRAY[(SELECT count(*) FROM updated_0), (SELECT count(*) FROM inserted_0), 0]::bigint[];

-- an identity that takes no values
WITH updated_0 AS (UPDATE ONLY "public"."stop" t
    SET "id" = s."id", "name" = s."name"
    FROM pg_temp."stage_000042_0" s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id" AND ROW(t."id", t."number", t."name")::record OPERATOR(pg_catalog.*<>) ROW(s."id", s."number", s."name")::record
    RETURNING 1),
    inserted_0 AS (INSERT INTO "public"."stop" AS t ("id", "number", "name") OVERRIDING SYSTEM VALUE
    SELECT s."id", s."number", s."name"
    FROM pg_temp."stage_000042_0" s
    WHERE NOT EXISTS (SELECT FROM ONLY "public"."stop" t
    WHERE t."id" OPERATOR(pg_catalog.=) s."id")
    RETURNING 1)
    SELECT ARRAY[(SELECT count(*) FROM updated_0), (SELECT count(*) FROM inserted_0), 0]::bigint[];

-- an identity that takes no values as key
WITH updated_0 AS (UPDATE ONLY "public"."driver" t
    SET "name" = s."name"
    FROM pg_temp."stage_000042_0" s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id" AND ROW(t."id", t."name")::record OPERATOR(pg_catalog.*<>) ROW(s."id", s."name")::record
    RETURNING 1),
    inserted_0 AS (INSERT INTO "public"."driver" AS t ("id", "name") OVERRIDING SYSTEM VALUE
    SELECT s."id", s."name"
    FROM pg_temp."stage_000042_0" s
    WHERE NOT EXISTS (SELECT FROM ONLY "public"."driver" t
    WHERE t."id" OPERATOR(pg_catalog.=) s."id")
    RETURNING 1)
    SELECT ARRAY[(SELECT count(*) FROM updated_0), (SELECT count(*) FROM inserted_0), 0]::bigint[];

-- unique indexes
WITH updated_0 AS (UPDATE ONLY "public"."depot" t
    SET "id" = s."id", "code" = s."code", "city" = s."city", "place" = s."place"
    FROM pg_temp."stage_000042_0" s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id" AND ROW(t."id", t."code", t."city", t."place")::record OPERATOR(pg_catalog.*<>) ROW(s."id", s."code", s."city", s."place")::record
    RETURNING 1),
    inserted_0 AS (INSERT INTO "public"."depot" AS t ("id", "code", "city", "place") OVERRIDING SYSTEM VALUE
    SELECT s."id", s."code", s."city", s."place"
    FROM pg_temp."stage_000042_0" s
    WHERE NOT EXISTS (SELECT FROM ONLY "public"."depot" t
    WHERE t."id" OPERATOR(pg_catalog.=) s."id")
    RETURNING 1)
    SELECT ARRAY[(SELECT count(*) FROM updated_0), (SELECT count(*) FROM inserted_0), 0]::bigint[];

-- columns of the receiver's own
WITH updated_0 AS (UPDATE ONLY "public"."seat" t
    SET "id" = s."id", "row" = s."row", "checked" = DEFAULT
    FROM pg_temp."stage_000042_0" s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id" AND ROW(t."id", t."row")::record OPERATOR(pg_catalog.*<>) ROW(s."id", s."row")::record
    RETURNING 1),
    inserted_0 AS (INSERT INTO "public"."seat" AS t ("id", "row") OVERRIDING SYSTEM VALUE
    SELECT s."id", s."row"
    FROM pg_temp."stage_000042_0" s
    WHERE NOT EXISTS (SELECT FROM ONLY "public"."seat" t
    WHERE t."id" OPERATOR(pg_catalog.=) s."id")
    RETURNING 1)
    SELECT ARRAY[(SELECT count(*) FROM updated_0), (SELECT count(*) FROM inserted_0), 0]::bigint[];
