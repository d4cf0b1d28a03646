-- an identity that takes no values
SELECT FROM ONLY "public"."stop" t, pg_temp."stage_000042_0" s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id" AND ROW(t."number")::record OPERATOR(pg_catalog.*<>) ROW(s."number")::record;
WITH moved_3 AS (DELETE FROM ONLY "public"."stop" t
    USING pg_temp."stage_000042_0" s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id" AND ROW(t."number")::record OPERATOR(pg_catalog.*<>) ROW(s."number")::record
    RETURNING t."id"),
    put_back_3 AS (INSERT INTO "public"."stop" AS t ("id", "number", "name") OVERRIDING SYSTEM VALUE
    SELECT s."id", s."number", s."name"
    FROM moved_3 m
    JOIN pg_temp."stage_000042_0" s ON m."id" OPERATOR(pg_catalog.=) s."id"
    WHERE true AND (SELECT count(*) FROM moved_3) >= 0
    RETURNING 1),
    updated_3 AS (UPDATE ONLY "public"."stop" t
    SET "id" = s."id", "name" = s."name"
    FROM pg_temp."stage_000042_0" s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id" AND ROW(t."id", t."number", t."name")::record OPERATOR(pg_catalog.*<>) ROW(s."id", s."number", s."name")::record AND NOT ROW(t."number")::record OPERATOR(pg_catalog.*<>) ROW(s."number")::record
    RETURNING 1),
    inserted_3 AS (INSERT INTO "public"."stop" AS t ("id", "number", "name") OVERRIDING SYSTEM VALUE
    SELECT s."id", s."number", s."name"
    FROM pg_temp."stage_000042_0" s
    WHERE NOT EXISTS (SELECT FROM ONLY "public"."stop" t
    WHERE t."id" OPERATOR(pg_catalog.=) s."id") AND (SELECT count(*) FROM moved_3) >= 0
    RETURNING 1)
    SELECT ARRAY[(SELECT count(*) FROM put_back_3) + (SELECT count(*) FROM updated_3), (SELECT count(*) FROM inserted_3), 0]::bigint[];

-- unique indexes
SELECT FROM ONLY "public"."depot" t, pg_temp."stage_000042_0" s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id" AND ROW(t."code", t."city", t."place")::record OPERATOR(pg_catalog.*<>) ROW(s."code", s."city", s."place")::record;
WITH moved_3 AS (DELETE FROM ONLY "public"."depot" t
    USING pg_temp."stage_000042_0" s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id" AND ROW(t."code", t."city", t."place")::record OPERATOR(pg_catalog.*<>) ROW(s."code", s."city", s."place")::record
    RETURNING t."id"),
    put_back_3 AS (INSERT INTO "public"."depot" AS t ("id", "code", "city", "place") OVERRIDING SYSTEM VALUE
    SELECT s."id", s."code", s."city", s."place"
    FROM moved_3 m
    JOIN pg_temp."stage_000042_0" s ON m."id" OPERATOR(pg_catalog.=) s."id"
    WHERE true AND (SELECT count(*) FROM moved_3) >= 0
    RETURNING 1),
    updated_3 AS (UPDATE ONLY "public"."depot" t
    SET "id" = s."id", "code" = s."code", "city" = s."city", "place" = s."place"
    FROM pg_temp."stage_000042_0" s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id" AND ROW(t."id", t."code", t."city", t."place")::record OPERATOR(pg_catalog.*<>) ROW(s."id", s."code", s."city", s."place")::record AND NOT ROW(t."code", t."city", t."place")::record OPERATOR(pg_catalog.*<>) ROW(s."code", s."city", s."place")::record
    RETURNING 1),
    inserted_3 AS (INSERT INTO "public"."depot" AS t ("id", "code", "city", "place") OVERRIDING SYSTEM VALUE
    SELECT s."id", s."code", s."city", s."place"
    FROM pg_temp."stage_000042_0" s
    WHERE NOT EXISTS (SELECT FROM ONLY "public"."depot" t
    WHERE t."id" OPERATOR(pg_catalog.=) s."id") AND (SELECT count(*) FROM moved_3) >= 0
    RETURNING 1)
    SELECT ARRAY[(SELECT count(*) FROM put_back_3) + (SELECT count(*) FROM updated_3), (SELECT count(*) FROM inserted_3), 0]::bigint[];
