-- a key of one column
CREATE TEMPORARY TABLE pg_temp."stage_000042_0" ON COMMIT DROP AS
    SELECT "id", "plate"
    FROM "public"."bus" WITH NO DATA;

-- no key
CREATE TEMPORARY TABLE pg_temp."stage_000042_0" ON COMMIT DROP AS
    SELECT "at", "note"
    FROM "public"."log" WITH NO DATA;

-- no columns
CREATE TEMPORARY TABLE pg_temp."stage_000042_0" ON COMMIT DROP AS
    SELECT 
    FROM "public"."empty" WITH NO DATA;

-- nothing but a key of two columns
CREATE TEMPORARY TABLE pg_temp."stage_000042_0" ON COMMIT DROP AS
    SELECT "line", "stop"
    FROM "public"."line_stop" WITH NO DATA;

-- names that need quotes
CREATE TEMPORARY TABLE pg_temp."stage_000042_0" ON COMMIT DROP AS
    SELECT "Id", "se""lect", "o'clock"
    FROM "my ""odd"" schema"."Bus Stop" WITH NO DATA;

-- partitions
CREATE TEMPORARY TABLE pg_temp."stage_000042_0" ON COMMIT DROP AS
    SELECT "id", "day", "delay"
    FROM "public"."trip" WITH NO DATA;

-- an operator class of an extension, and a key of json
CREATE TEMPORARY TABLE pg_temp."stage_000042_0" ON COMMIT DROP AS
    SELECT "name", "spec", "title"
    FROM "public"."tag" WITH NO DATA;

-- a key with a generated column and a collation
CREATE TEMPORARY TABLE pg_temp."stage_000042_0" ON COMMIT DROP AS
    SELECT "code", "price"
    FROM "public"."ticket" WITH NO DATA;
ALTER TABLE pg_temp."stage_000042_0" ADD COLUMN "code_upper" text COLLATE pg_catalog."C" GENERATED ALWAYS AS (upper(code)) STORED;

-- an identity that takes no values
CREATE TEMPORARY TABLE pg_temp."stage_000042_0" ON COMMIT DROP AS
    SELECT "id", "number", "name"
    FROM "public"."stop" WITH NO DATA;

-- an identity that takes no values as key
CREATE TEMPORARY TABLE pg_temp."stage_000042_0" ON COMMIT DROP AS
    SELECT "id", "name"
    FROM "public"."driver" WITH NO DATA;

-- unique indexes
CREATE TEMPORARY TABLE pg_temp."stage_000042_0" ON COMMIT DROP AS
    SELECT "id", "code", "city", "place"
    FROM "public"."depot" WITH NO DATA;

-- columns of the receiver's own
CREATE TEMPORARY TABLE pg_temp."stage_000042_0" ON COMMIT DROP AS
    SELECT "id", "row"
    FROM "public"."seat" WITH NO DATA;
