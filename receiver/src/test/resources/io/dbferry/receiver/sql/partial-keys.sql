-- a key of one column
CREATE TEMPORARY TABLE pg_temp."keys" ON COMMIT DROP AS
    SELECT "id"
    FROM "public"."bus" WITH NO DATA;
INSERT INTO pg_temp."keys"
    SELECT k."id"
    FROM pg_temp.json l
    CROSS JOIN LATERAL json_to_record(json_build_object('id', l.j)) AS k("id" bigint);
DELETE FROM pg_temp."keys" k
    USING pg_temp."stage_000042_0" s
    WHERE k."id" OPERATOR(pg_catalog.=) s."id";
DELETE FROM ONLY "public"."bus" t
    USING pg_temp."keys" s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id";

-- nothing but a key of two columns
CREATE TEMPORARY TABLE pg_temp."keys" ON COMMIT DROP AS
    SELECT "stop", "line"
    FROM "public"."line_stop" WITH NO DATA;
INSERT INTO pg_temp."keys"
    SELECT k."stop", k."line"
    FROM pg_temp.json l
    CROSS JOIN LATERAL json_to_record(json_build_object('stop', l.j -> 0, 'line', l.j -> 1)) AS k("stop" integer, "line" integer);
DELETE FROM pg_temp."keys" k
    USING pg_temp."stage_000042_0" s
    WHERE k."stop" OPERATOR(pg_catalog.=) s."stop" AND k."line" OPERATOR(pg_catalog.=) s."line";
DELETE FROM ONLY "public"."line_stop" t
    USING pg_temp."keys" s
    WHERE t."stop" OPERATOR(pg_catalog.=) s."stop" AND t."line" OPERATOR(pg_catalog.=) s."line";

-- names that need quotes
CREATE TEMPORARY TABLE pg_temp."keys" ON COMMIT DROP AS
    SELECT "Id"
    FROM "my ""odd"" schema"."Bus Stop" WITH NO DATA;
INSERT INTO pg_temp."keys"
    SELECT k."Id"
    FROM pg_temp.json l
    CROSS JOIN LATERAL json_to_record(json_build_object('Id', l.j)) AS k("Id" bigint);
DELETE FROM pg_temp."keys" k
    USING pg_temp."stage_000042_0" s
    WHERE k."Id" OPERATOR(pg_catalog.=) s."Id";
DELETE FROM ONLY "my ""odd"" schema"."Bus Stop" t
    USING pg_temp."keys" s
    WHERE t."Id" OPERATOR(pg_catalog.=) s."Id";

-- partitions
CREATE TEMPORARY TABLE pg_temp."keys" ON COMMIT DROP AS
    SELECT "id", "day"
    FROM "public"."trip" WITH NO DATA;
INSERT INTO pg_temp."keys"
    SELECT k."id", k."day"
    FROM pg_temp.json l
    CROSS JOIN LATERAL json_to_record(json_build_object('id', l.j -> 0, 'day', l.j -> 1)) AS k("id" bigint, "day" date);
DELETE FROM pg_temp."keys" k
    USING pg_temp."stage_000042_0" s
    WHERE k."id" OPERATOR(pg_catalog.=) s."id" AND k."day" OPERATOR(pg_catalog.=) s."day";
DELETE FROM "public"."trip" t
    USING pg_temp."keys" s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id" AND t."day" OPERATOR(pg_catalog.=) s."day";

-- an operator class of an extension, and a key of json
CREATE TEMPORARY TABLE pg_temp."keys" ON COMMIT DROP AS
    SELECT "name", "spec"
    FROM "public"."tag" WITH NO DATA;
INSERT INTO pg_temp."keys"
    SELECT k."name", (l.j -> 1)::jsonb
    FROM pg_temp.json l
    CROSS JOIN LATERAL json_to_record(json_build_object('name', l.j -> 0, 'spec', l.j -> 1)) AS k("name" public.citext);
DELETE FROM pg_temp."keys" k
    USING pg_temp."stage_000042_0" s
    WHERE k."name" OPERATOR(public.=) s."name" AND k."spec" OPERATOR(pg_catalog.=) s."spec";
DELETE FROM ONLY "public"."tag" t
    USING pg_temp."keys" s
    WHERE t."name" OPERATOR(public.=) s."name" AND t."spec" OPERATOR(pg_catalog.=) s."spec";

-- a key with a generated column and a collation
CREATE TEMPORARY TABLE pg_temp."keys" ON COMMIT DROP AS
    SELECT "code_upper"
    FROM "public"."ticket" WITH NO DATA;
INSERT INTO pg_temp."keys"
    SELECT k."code_upper"
    FROM pg_temp.json l
    CROSS JOIN LATERAL json_to_record(json_build_object('code_upper', l.j)) AS k("code_upper" text);
DELETE FROM pg_temp."keys" k
    USING pg_temp."stage_000042_0" s
    WHERE k."code_upper" OPERATOR(pg_catalog.=) s."code_upper";
DELETE FROM ONLY "public"."ticket" t
    USING pg_temp."keys" s
    WHERE t."code_upper" OPERATOR(pg_catalog.=) s."code_upper";

-- an identity that takes no values
CREATE TEMPORARY TABLE pg_temp."keys" ON COMMIT DROP AS
    SELECT "id"
    FROM "public"."stop" WITH NO DATA;
INSERT INTO pg_temp."keys"
    SELECT k."id"
    FROM pg_temp.json l
    CROSS JOIN LATERAL json_to_record(json_build_object('id', l.j)) AS k("id" bigint);
DELETE FROM pg_temp."keys" k
    USING pg_temp."stage_000042_0" s
    WHERE k."id" OPERATOR(pg_catalog.=) s."id";
DELETE FROM ONLY "public"."stop" t
    USING pg_temp."keys" s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id";

-- an identity that takes no values as key
CREATE TEMPORARY TABLE pg_temp."keys" ON COMMIT DROP AS
    SELECT "id"
    FROM "public"."driver" WITH NO DATA;
INSERT INTO pg_temp."keys"
    SELECT k."id"
    FROM pg_temp.json l
    CROSS JOIN LATERAL json_to_record(json_build_object('id', l.j)) AS k("id" bigint);
DELETE FROM pg_temp."keys" k
    USING pg_temp."stage_000042_0" s
    WHERE k."id" OPERATOR(pg_catalog.=) s."id";
DELETE FROM ONLY "public"."driver" t
    USING pg_temp."keys" s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id";

-- unique indexes
CREATE TEMPORARY TABLE pg_temp."keys" ON COMMIT DROP AS
    SELECT "id"
    FROM "public"."depot" WITH NO DATA;
INSERT INTO pg_temp."keys"
    SELECT k."id"
    FROM pg_temp.json l
    CROSS JOIN LATERAL json_to_record(json_build_object('id', l.j)) AS k("id" bigint);
DELETE FROM pg_temp."keys" k
    USING pg_temp."stage_000042_0" s
    WHERE k."id" OPERATOR(pg_catalog.=) s."id";
DELETE FROM ONLY "public"."depot" t
    USING pg_temp."keys" s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id";

-- columns of the receiver's own
CREATE TEMPORARY TABLE pg_temp."keys" ON COMMIT DROP AS
    SELECT "id"
    FROM "public"."seat" WITH NO DATA;
INSERT INTO pg_temp."keys"
    SELECT k."id"
    FROM pg_temp.json l
    CROSS JOIN LATERAL json_to_record(json_build_object('id', l.j)) AS k("id" bigint);
DELETE FROM pg_temp."keys" k
    USING pg_temp."stage_000042_0" s
    WHERE k."id" OPERATOR(pg_catalog.=) s."id";
DELETE FROM ONLY "public"."seat" t
    USING pg_temp."keys" s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id";
