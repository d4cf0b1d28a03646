-- a key of one column
DELETE FROM ONLY "public"."bus" t
    WHERE NOT EXISTS (SELECT FROM pg_temp."stage_000042_0" s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id");
DELETE FROM ONLY "public"."bus" t
    USING pg_temp.gone s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id";

-- no key
DELETE FROM ONLY "public"."log" t
    USING (SELECT tableoid, ctid, ROW(o."at", o."note")::text AS row_text, row_number() OVER (PARTITION BY ROW(o."at", o."note")::text) AS row_copy
    FROM ONLY "public"."log" o) o
    WHERE t.tableoid = o.tableoid AND t.ctid = o.ctid AND NOT EXISTS (SELECT FROM (SELECT ROW(o."at", o."note")::text AS row_text, row_number() OVER (PARTITION BY ROW(o."at", o."note")::text) AS row_copy
    FROM pg_temp."stage_000042_0" o) s
    WHERE s.row_text = o.row_text AND s.row_copy = o.row_copy);
DELETE FROM ONLY "public"."log" t
    USING pg_temp.gone g
    WHERE t.tableoid = g.heap AND t.ctid = g.place;

-- no columns
DELETE FROM ONLY "public"."empty" t
    USING (SELECT tableoid, ctid, ROW()::text AS row_text, row_number() OVER (PARTITION BY ROW()::text) AS row_copy
    FROM ONLY "public"."empty" o) o
    WHERE t.tableoid = o.tableoid AND t.ctid = o.ctid AND NOT EXISTS (SELECT FROM (SELECT ROW()::text AS row_text, row_number() OVER (PARTITION BY ROW()::text) AS row_copy
    FROM pg_temp."stage_000042_0" o) s
    WHERE s.row_text = o.row_text AND s.row_copy = o.row_copy);
DELETE FROM ONLY "public"."empty" t
    USING pg_temp.gone g
    WHERE t.tableoid = g.heap AND t.ctid = g.place;

-- nothing but a key of two columns
DELETE FROM ONLY "public"."line_stop" t
    WHERE NOT EXISTS (SELECT FROM pg_temp."stage_000042_0" s
    WHERE t."stop" OPERATOR(pg_catalog.=) s."stop" AND t."line" OPERATOR(pg_catalog.=) s."line");
DELETE FROM ONLY "public"."line_stop" t
    USING pg_temp.gone s
    WHERE t."stop" OPERATOR(pg_catalog.=) s."stop" AND t."line" OPERATOR(pg_catalog.=) s."line";

-- names that need quotes
DELETE FROM ONLY "my ""odd"" schema"."Bus Stop" t
    WHERE NOT EXISTS (SELECT FROM pg_temp."stage_000042_0" s
    WHERE t."Id" OPERATOR(pg_catalog.=) s."Id");
DELETE FROM ONLY "my ""odd"" schema"."Bus Stop" t
    USING pg_temp.gone s
    WHERE t."Id" OPERATOR(pg_catalog.=) s."Id";

-- partitions
DELETE FROM "public"."trip" t
    WHERE NOT EXISTS (SELECT FROM pg_temp."stage_000042_0" s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id" AND t."day" OPERATOR(pg_catalog.=) s."day");
DELETE FROM "public"."trip" t
    USING pg_temp.gone s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id" AND t."day" OPERATOR(pg_catalog.=) s."day";

-- an operator class of an extension, and a key of json
DELETE FROM ONLY "public"."tag" t
    WHERE NOT EXISTS (SELECT FROM pg_temp."stage_000042_0" s
    WHERE t."name" OPERATOR(public.=) s."name" AND t."spec" OPERATOR(pg_catalog.=) s."spec");
DELETE FROM ONLY "public"."tag" t
    USING pg_temp.gone s
    WHERE t."name" OPERATOR(public.=) s."name" AND t."spec" OPERATOR(pg_catalog.=) s."spec";

-- a key with a generated column and a collation
DELETE FROM ONLY "public"."ticket" t
    WHERE NOT EXISTS (SELECT FROM pg_temp."stage_000042_0" s
    WHERE t."code_upper" OPERATOR(pg_catalog.=) s."code_upper");
DELETE FROM ONLY "public"."ticket" t
    USING pg_temp.gone s
    WHERE t."code_upper" OPERATOR(pg_catalog.=) s."code_upper";

-- an identity that takes no values
DELETE FROM ONLY "public"."stop" t
    WHERE NOT EXISTS (SELECT FROM pg_temp."stage_000042_0" s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id");
DELETE FROM ONLY "public"."stop" t
    USING pg_temp.gone s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id";

-- an identity that takes no values as key
DELETE FROM ONLY "public"."driver" t
    WHERE NOT EXISTS (SELECT FROM pg_temp."stage_000042_0" s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id");
DELETE FROM ONLY "public"."driver" t
    USING pg_temp.gone s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id";

-- unique indexes
DELETE FROM ONLY "public"."depot" t
    WHERE NOT EXISTS (SELECT FROM pg_temp."stage_000042_0" s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id");
DELETE FROM ONLY "public"."depot" t
    USING pg_temp.gone s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id";

-- columns of the receiver's own
DELETE FROM ONLY "public"."seat" t
    WHERE NOT EXISTS (SELECT FROM pg_temp."stage_000042_0" s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id");
DELETE FROM ONLY "public"."seat" t
    USING pg_temp.gone s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id";
