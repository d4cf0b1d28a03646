-- a key of one column
SELECT (SELECT count(*) FROM pg_temp."stage_000042_0") <> (SELECT count(*) FROM pg_temp."stage_000042_0" s
    JOIN ONLY "public"."bus" t ON t."id" OPERATOR(pg_catalog.=) s."id"
    WHERE NOT ROW(t."id", t."plate")::record OPERATOR(pg_catalog.*<>) ROW(s."id", s."plate")::record);
SELECT (SELECT count(*) FROM pg_temp."stage_000042_0") <> (SELECT count(*) FROM pg_temp."stage_000042_0" s
    JOIN ONLY "public"."bus" t ON t."id" OPERATOR(pg_catalog.=) s."id"
    WHERE NOT ROW(t."id", t."plate")::record OPERATOR(pg_catalog.*<>) ROW(s."id", s."plate")::record) OR (SELECT count(*) FROM pg_temp."stage_000042_0") <> (SELECT count(*) FROM ONLY "public"."bus");
SELECT EXISTS (SELECT FROM ONLY "public"."bus" t, pg_temp.gone s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id");

-- no key
SELECT (SELECT count(*) FROM pg_temp."stage_000042_0") <> (SELECT count(*) FROM (SELECT ROW(o."at", o."note")::text AS row_text, row_number() OVER (PARTITION BY ROW(o."at", o."note")::text) AS row_copy
    FROM pg_temp."stage_000042_0" o) s
    JOIN (SELECT ROW(o."at", o."note")::text AS row_text, row_number() OVER (PARTITION BY ROW(o."at", o."note")::text) AS row_copy
    FROM ONLY "public"."log" o) t ON s.row_text = t.row_text AND s.row_copy = t.row_copy);
SELECT (SELECT count(*) FROM pg_temp."stage_000042_0") <> (SELECT count(*) FROM (SELECT ROW(o."at", o."note")::text AS row_text, row_number() OVER (PARTITION BY ROW(o."at", o."note")::text) AS row_copy
    FROM pg_temp."stage_000042_0" o) s
    JOIN (SELECT ROW(o."at", o."note")::text AS row_text, row_number() OVER (PARTITION BY ROW(o."at", o."note")::text) AS row_copy
    FROM ONLY "public"."log" o) t ON s.row_text = t.row_text AND s.row_copy = t.row_copy) OR (SELECT count(*) FROM pg_temp."stage_000042_0") <> (SELECT count(*) FROM ONLY "public"."log");

-- no columns
SELECT (SELECT count(*) FROM pg_temp."stage_000042_0") <> (SELECT count(*) FROM (SELECT ROW()::text AS row_text, row_number() OVER (PARTITION BY ROW()::text) AS row_copy
    FROM pg_temp."stage_000042_0" o) s
    JOIN (SELECT ROW()::text AS row_text, row_number() OVER (PARTITION BY ROW()::text) AS row_copy
    FROM ONLY "public"."empty" o) t ON s.row_text = t.row_text AND s.row_copy = t.row_copy);
SELECT (SELECT count(*) FROM pg_temp."stage_000042_0") <> (SELECT count(*) FROM (SELECT ROW()::text AS row_text, row_number() OVER (PARTITION BY ROW()::text) AS row_copy
    FROM pg_temp."stage_000042_0" o) s
    JOIN (SELECT ROW()::text AS row_text, row_number() OVER (PARTITION BY ROW()::text) AS row_copy
    FROM ONLY "public"."empty" o) t ON s.row_text = t.row_text AND s.row_copy = t.row_copy) OR (SELECT count(*) FROM pg_temp."stage_000042_0") <> (SELECT count(*) FROM ONLY "public"."empty");

-- nothing but a key of two columns
SELECT (SELECT count(*) FROM pg_temp."stage_000042_0") <> (SELECT count(*) FROM pg_temp."stage_000042_0" s
    JOIN ONLY "public"."line_stop" t ON t."stop" OPERATOR(pg_catalog.=) s."stop" AND t."line" OPERATOR(pg_catalog.=) s."line"
    WHERE NOT ROW(t."line", t."stop")::record OPERATOR(pg_catalog.*<>) ROW(s."line", s."stop")::record);
SELECT (SELECT count(*) FROM pg_temp."stage_000042_0") <> (SELECT count(*) FROM pg_temp."stage_000042_0" s
    JOIN ONLY "public"."line_stop" t ON t."stop" OPERATOR(pg_catalog.=) s."stop" AND t."line" OPERATOR(pg_catalog.=) s."line"
    WHERE NOT ROW(t."line", t."stop")::record OPERATOR(pg_catalog.*<>) ROW(s."line", s."stop")::record) OR (SELECT count(*) FROM pg_temp."stage_000042_0") <> (SELECT count(*) FROM ONLY "public"."line_stop");
SELECT EXISTS (SELECT FROM ONLY "public"."line_stop" t, pg_temp.gone s
    WHERE t."stop" OPERATOR(pg_catalog.=) s."stop" AND t."line" OPERATOR(pg_catalog.=) s."line");

-- names that need quotes
SELECT (SELECT count(*) FROM pg_temp."stage_000042_0") <> (SELECT count(*) FROM pg_temp."stage_000042_0" s
    JOIN ONLY "my ""odd"" schema"."Bus Stop" t ON t."Id" OPERATOR(pg_catalog.=) s."Id"
    WHERE NOT ROW(t."Id", t."se""lect", t."o'clock")::record OPERATOR(pg_catalog.*<>) ROW(s."Id", s."se""lect", s."o'clock")::record);
SELECT (SELECT count(*) FROM pg_temp."stage_000042_0") <> (SELECT count(*) FROM pg_temp."stage_000042_0" s
    JOIN ONLY "my ""odd"" schema"."Bus Stop" t ON t."Id" OPERATOR(pg_catalog.=) s."Id"
    WHERE NOT ROW(t."Id", t."se""lect", t."o'clock")::record OPERATOR(pg_catalog.*<>) ROW(s."Id", s."se""lect", s."o'clock")::record) OR (SELECT count(*) FROM pg_temp."stage_000042_0") <> (SELECT count(*) FROM ONLY "my ""odd"" schema"."Bus Stop");
SELECT EXISTS (SELECT FROM ONLY "my ""odd"" schema"."Bus Stop" t, pg_temp.gone s
    WHERE t."Id" OPERATOR(pg_catalog.=) s."Id");

-- partitions
SELECT (SELECT count(*) FROM pg_temp."stage_000042_0") <> (SELECT count(*) FROM pg_temp."stage_000042_0" s
    JOIN "public"."trip" t ON t."id" OPERATOR(pg_catalog.=) s."id" AND t."day" OPERATOR(pg_catalog.=) s."day"
    WHERE NOT ROW(t."id", t."day", t."delay")::record OPERATOR(pg_catalog.*<>) ROW(s."id", s."day", s."delay")::record);
SELECT (SELECT count(*) FROM pg_temp."stage_000042_0") <> (SELECT count(*) FROM pg_temp."stage_000042_0" s
    JOIN "public"."trip" t ON t."id" OPERATOR(pg_catalog.=) s."id" AND t."day" OPERATOR(pg_catalog.=) s."day"
    WHERE NOT ROW(t."id", t."day", t."delay")::record OPERATOR(pg_catalog.*<>) ROW(s."id", s."day", s."delay")::record) OR (SELECT count(*) FROM pg_temp."stage_000042_0") <> (SELECT count(*) FROM "public"."trip");
SELECT EXISTS (SELECT FROM "public"."trip" t, pg_temp.gone s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id" AND t."day" OPERATOR(pg_catalog.=) s."day");

-- an operator class of an extension, and a key of json
SELECT (SELECT count(*) FROM pg_temp."stage_000042_0") <> (SELECT count(*) FROM pg_temp."stage_000042_0" s
    JOIN ONLY "public"."tag" t ON t."name" OPERATOR(public.=) s."name" AND t."spec" OPERATOR(pg_catalog.=) s."spec"
    WHERE NOT ROW(t."name", t."spec", t."title")::record OPERATOR(pg_catalog.*<>) ROW(s."name", s."spec", s."title")::record);
SELECT (SELECT count(*) FROM pg_temp."stage_000042_0") <> (SELECT count(*) FROM pg_temp."stage_000042_0" s
    JOIN ONLY "public"."tag" t ON t."name" OPERATOR(public.=) s."name" AND t."spec" OPERATOR(pg_catalog.=) s."spec"
    WHERE NOT ROW(t."name", t."spec", t."title")::record OPERATOR(pg_catalog.*<>) ROW(s."name", s."spec", s."title")::record) OR (SELECT count(*) FROM pg_temp."stage_000042_0") <> (SELECT count(*) FROM ONLY "public"."tag");
SELECT EXISTS (SELECT FROM ONLY "public"."tag" t, pg_temp.gone s
    WHERE t."name" OPERATOR(public.=) s."name" AND t."spec" OPERATOR(pg_catalog.=) s."spec");

-- a key with a generated column and a collation
SELECT (SELECT count(*) FROM pg_temp."stage_000042_0") <> (SELECT count(*) FROM pg_temp."stage_000042_0" s
    JOIN ONLY "public"."ticket" t ON t."code_upper" OPERATOR(pg_catalog.=) s."code_upper"
    WHERE NOT ROW(t."code", t."price")::record OPERATOR(pg_catalog.*<>) ROW(s."code", s."price")::record);
SELECT (SELECT count(*) FROM pg_temp."stage_000042_0") <> (SELECT count(*) FROM pg_temp."stage_000042_0" s
    JOIN ONLY "public"."ticket" t ON t."code_upper" OPERATOR(pg_catalog.=) s."code_upper"
    WHERE NOT ROW(t."code", t."price")::record OPERATOR(pg_catalog.*<>) ROW(s."code", s."price")::record) OR (SELECT count(*) FROM pg_temp."stage_000042_0") <> (SELECT count(*) FROM ONLY "public"."ticket");
SELECT EXISTS (SELECT FROM ONLY "public"."ticket" t, pg_temp.gone s
    WHERE t."code_upper" OPERATOR(pg_catalog.=) s."code_upper");

-- an identity that takes no values
SELECT (SELECT count(*) FROM pg_temp."stage_000042_0") <> (SELECT count(*) FROM pg_temp."stage_000042_0" s
    JOIN ONLY "public"."stop" t ON t."id" OPERATOR(pg_catalog.=) s."id"
    WHERE NOT ROW(t."id", t."number", t."name")::record OPERATOR(pg_catalog.*<>) ROW(s."id", s."number", s."name")::record);
SELECT (SELECT count(*) FROM pg_temp."stage_000042_0") <> (SELECT count(*) FROM pg_temp."stage_000042_0" s
    JOIN ONLY "public"."stop" t ON t."id" OPERATOR(pg_catalog.=) s."id"
    WHERE NOT ROW(t."id", t."number", t."name")::record OPERATOR(pg_catalog.*<>) ROW(s."id", s."number", s."name")::record) OR (SELECT count(*) FROM pg_temp."stage_000042_0") <> (SELECT count(*) FROM ONLY "public"."stop");
SELECT EXISTS (SELECT FROM ONLY "public"."stop" t, pg_temp.gone s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id");

-- an identity that takes no values as key
SELECT (SELECT count(*) FROM pg_temp."stage_000042_0") <> (SELECT count(*) FROM pg_temp."stage_000042_0" s
    JOIN ONLY "public"."driver" t ON t."id" OPERATOR(pg_catalog.=) s."id"
    WHERE NOT ROW(t."id", t."name")::record OPERATOR(pg_catalog.*<>) ROW(s."id", s."name")::record);
SELECT (SELECT count(*) FROM pg_temp."stage_000042_0") <> (SELECT count(*) FROM pg_temp."stage_000042_0" s
    JOIN ONLY "public"."driver" t ON t."id" OPERATOR(pg_catalog.=) s."id"
    WHERE NOT ROW(t."id", t."name")::record OPERATOR(pg_catalog.*<>) ROW(s."id", s."name")::record) OR (SELECT count(*) FROM pg_temp."stage_000042_0") <> (SELECT count(*) FROM ONLY "public"."driver");
SELECT EXISTS (SELECT FROM ONLY "public"."driver" t, pg_temp.gone s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id");

-- unique indexes
SELECT (SELECT count(*) FROM pg_temp."stage_000042_0") <> (SELECT count(*) FROM pg_temp."stage_000042_0" s
    JOIN ONLY "public"."depot" t ON t."id" OPERATOR(pg_catalog.=) s."id"
    WHERE NOT ROW(t."id", t."code", t."city", t."place")::record OPERATOR(pg_catalog.*<>) ROW(s."id", s."code", s."city", s."place")::record);
SELECT (SELECT count(*) FROM pg_temp."stage_000042_0") <> (SELECT count(*) FROM pg_temp."stage_000042_0" s
    JOIN ONLY "public"."depot" t ON t."id" OPERATOR(pg_catalog.=) s."id"
    WHERE NOT ROW(t."id", t."code", t."city", t."place")::record OPERATOR(pg_catalog.*<>) ROW(s."id", s."code", s."city", s."place")::record) OR (SELECT count(*) FROM pg_temp."stage_000042_0") <> (SELECT count(*) FROM ONLY "public"."depot");
SELECT EXISTS (SELECT FROM ONLY "public"."depot" t, pg_temp.gone s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id");

-- columns of the receiver's own
SELECT (SELECT count(*) FROM pg_temp."stage_000042_0") <> (SELECT count(*) FROM pg_temp."stage_000042_0" s
    JOIN ONLY "public"."seat" t ON t."id" OPERATOR(pg_catalog.=) s."id"
    WHERE NOT ROW(t."id", t."row")::record OPERATOR(pg_catalog.*<>) ROW(s."id", s."row")::record);
SELECT (SELECT count(*) FROM pg_temp."stage_000042_0") <> (SELECT count(*) FROM pg_temp."stage_000042_0" s
    JOIN ONLY "public"."seat" t ON t."id" OPERATOR(pg_catalog.=) s."id"
    WHERE NOT ROW(t."id", t."row")::record OPERATOR(pg_catalog.*<>) ROW(s."id", s."row")::record) OR (SELECT count(*) FROM pg_temp."stage_000042_0") <> (SELECT count(*) FROM ONLY "public"."seat");
SELECT EXISTS (SELECT FROM ONLY "public"."seat" t, pg_temp.gone s
    WHERE t."id" OPERATOR(pg_catalog.=) s."id");
