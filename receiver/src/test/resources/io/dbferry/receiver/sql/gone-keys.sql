-- a key of one column
CREATE TEMPORARY TABLE pg_temp.gone ON COMMIT DROP AS
    SELECT t."id"
    FROM pg_temp.places p
    JOIN ONLY "public"."bus" t ON t.ctid = p.place AND t.tableoid = p.heap
    WHERE NOT EXISTS (SELECT FROM pg_temp."stage_000042_0" s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id");

-- nothing but a key of two columns
CREATE TEMPORARY TABLE pg_temp.gone ON COMMIT DROP AS
    SELECT t."stop", t."line"
    FROM pg_temp.places p
    JOIN ONLY "public"."line_stop" t ON t.ctid = p.place AND t.tableoid = p.heap
    WHERE NOT EXISTS (SELECT FROM pg_temp."stage_000042_0" s
    WHERE t."stop" OPERATOR(pg_catalog.=) s."stop" AND t."line" OPERATOR(pg_catalog.=) s."line");

-- names that need quotes
CREATE TEMPORARY TABLE pg_temp.gone ON COMMIT DROP AS
    SELECT t."Id"
    FROM pg_temp.places p
    JOIN ONLY "my ""odd"" schema"."Bus Stop" t ON t.ctid = p.place AND t.tableoid = p.heap
    WHERE NOT EXISTS (SELECT FROM pg_temp."stage_000042_0" s
    WHERE t."Id" OPERATOR(pg_catalog.=) s."Id");

-- partitions
CREATE TEMPORARY TABLE pg_temp.gone ON COMMIT DROP AS
    SELECT t."id", t."day"
    FROM pg_temp.places p
    JOIN "public"."trip" t ON t.ctid = p.place AND t.tableoid = p.heap
    WHERE NOT EXISTS (SELECT FROM pg_temp."stage_000042_0" s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id" AND t."day" OPERATOR(pg_catalog.=) s."day");

-- an operator class of an extension, and a key of json
CREATE TEMPORARY TABLE pg_temp.gone ON COMMIT DROP AS
    SELECT t."name", t."spec"
    FROM pg_temp.places p
    JOIN ONLY "public"."tag" t ON t.ctid = p.place AND t.tableoid = p.heap
    WHERE NOT EXISTS (SELECT FROM pg_temp."stage_000042_0" s
    WHERE t."name" OPERATOR(public.=) s."name" AND t."spec" OPERATOR(pg_catalog.=) s."spec");

-- a key with a generated column and a collation
CREATE TEMPORARY TABLE pg_temp.gone ON COMMIT DROP AS
    SELECT t."code_upper"
    FROM pg_temp.places p
    JOIN ONLY "public"."ticket" t ON t.ctid = p.place AND t.tableoid = p.heap
    WHERE NOT EXISTS (SELECT FROM pg_temp."stage_000042_0" s
    WHERE t."code_upper" OPERATOR(pg_catalog.=) s."code_upper");

-- an identity that takes no values
CREATE TEMPORARY TABLE pg_temp.gone ON COMMIT DROP AS
    SELECT t."id"
    FROM pg_temp.places p
    JOIN ONLY "public"."stop" t ON t.ctid = p.place AND t.tableoid = p.heap
    WHERE NOT EXISTS (SELECT FROM pg_temp."stage_000042_0" s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id");

-- an identity that takes no values as key
CREATE TEMPORARY TABLE pg_temp.gone ON COMMIT DROP AS
    SELECT t."id"
    FROM pg_temp.places p
    JOIN ONLY "public"."driver" t ON t.ctid = p.place AND t.tableoid = p.heap
    WHERE NOT EXISTS (SELECT FROM pg_temp."stage_000042_0" s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id");

-- unique indexes
CREATE TEMPORARY TABLE pg_temp.gone ON COMMIT DROP AS
    SELECT t."id"
    FROM pg_temp.places p
    JOIN ONLY "public"."depot" t ON t.ctid = p.place AND t.tableoid = p.heap
    WHERE NOT EXISTS (SELECT FROM pg_temp."stage_000042_0" s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id");

-- columns of the receiver's own
CREATE TEMPORARY TABLE pg_temp.gone ON COMMIT DROP AS
    SELECT t."id"
    FROM pg_temp.places p
    JOIN ONLY "public"."seat" t ON t.ctid = p.place AND t.tableoid = p.heap
    WHERE NOT EXISTS (SELECT FROM pg_temp."stage_000042_0" s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id");
