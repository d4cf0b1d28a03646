-- a key of one column
SELECT t."id" FROM ONLY "public"."bus" t WHERE t.x > 1;
SELECT t."id" FROM ONLY "public"."bus" t WHERE t.x > 1 AND NOT EXISTS (SELECT FROM pg_temp.changed_0 had WHERE had."id" OPERATOR(pg_catalog.=) t."id");
SELECT DISTINCT t."id" FROM pg_temp.touched_0 k JOIN ONLY "public"."bus" t ON t."id" OPERATOR(pg_catalog.=) k."id" WHERE NOT EXISTS (SELECT FROM pg_temp.changed_0 had WHERE had."id" OPERATOR(pg_catalog.=) t."id");
SELECT DISTINCT k."id" FROM pg_temp.touched_0 k WHERE NOT EXISTS (SELECT FROM ONLY "public"."bus" t WHERE t."id" OPERATOR(pg_catalog.=) k."id");
SELECT concat(k."id") FROM pg_temp.changed_0 k;
SELECT FROM ONLY "public"."bus" t JOIN pg_temp.changed_0 k ON t."id" OPERATOR(pg_catalog.=) k."id";
COPY pg_temp.touched_0 ("id") FROM STDIN;
-- a key of two columns
SELECT t."stop", t."line" FROM ONLY "public"."line_stop" t WHERE t.x > 1;
SELECT t."stop", t."line" FROM ONLY "public"."line_stop" t WHERE t.x > 1 AND NOT EXISTS (SELECT FROM pg_temp.changed_0 had WHERE had."stop" OPERATOR(pg_catalog.=) t."stop" AND had."line" OPERATOR(pg_catalog.=) t."line");
SELECT DISTINCT t."stop", t."line" FROM pg_temp.touched_0 k JOIN ONLY "public"."line_stop" t ON t."stop" OPERATOR(pg_catalog.=) k."stop" AND t."line" OPERATOR(pg_catalog.=) k."line" WHERE NOT EXISTS (SELECT FROM pg_temp.changed_0 had WHERE had."stop" OPERATOR(pg_catalog.=) t."stop" AND had."line" OPERATOR(pg_catalog.=) t."line");
SELECT DISTINCT k."stop", k."line" FROM pg_temp.touched_0 k WHERE NOT EXISTS (SELECT FROM ONLY "public"."line_stop" t WHERE t."stop" OPERATOR(pg_catalog.=) k."stop" AND t."line" OPERATOR(pg_catalog.=) k."line");
SELECT concat(k."stop"), concat(k."line") FROM pg_temp.changed_0 k;
SELECT FROM ONLY "public"."line_stop" t JOIN pg_temp.changed_0 k ON t."stop" OPERATOR(pg_catalog.=) k."stop" AND t."line" OPERATOR(pg_catalog.=) k."line";
COPY pg_temp.touched_0 ("stop", "line") FROM STDIN;
-- names that need quotes, and an operator of an extension
SELECT t."se""lect" FROM ONLY "my ""odd"" schema"."Bus Stop" t WHERE t.x > 1;
SELECT t."se""lect" FROM ONLY "my ""odd"" schema"."Bus Stop" t WHERE t.x > 1 AND NOT EXISTS (SELECT FROM pg_temp.changed_0 had WHERE had."se""lect" OPERATOR(public.=) t."se""lect");
SELECT DISTINCT t."se""lect" FROM pg_temp.touched_0 k JOIN ONLY "my ""odd"" schema"."Bus Stop" t ON t."se""lect" OPERATOR(public.=) k."se""lect" WHERE NOT EXISTS (SELECT FROM pg_temp.changed_0 had WHERE had."se""lect" OPERATOR(public.=) t."se""lect");
SELECT DISTINCT k."se""lect" FROM pg_temp.touched_0 k WHERE NOT EXISTS (SELECT FROM ONLY "my ""odd"" schema"."Bus Stop" t WHERE t."se""lect" OPERATOR(public.=) k."se""lect");
SELECT concat(k."se""lect") FROM pg_temp.changed_0 k;
SELECT FROM ONLY "my ""odd"" schema"."Bus Stop" t JOIN pg_temp.changed_0 k ON t."se""lect" OPERATOR(public.=) k."se""lect";
COPY pg_temp.touched_0 ("se""lect") FROM STDIN;
-- partitions
SELECT t."id", t."day" FROM "public"."trip" t WHERE t.x > 1;
SELECT t."id", t."day" FROM "public"."trip" t WHERE t.x > 1 AND NOT EXISTS (SELECT FROM pg_temp.changed_0 had WHERE had."id" OPERATOR(pg_catalog.=) t."id" AND had."day" OPERATOR(pg_catalog.=) t."day");
SELECT DISTINCT t."id", t."day" FROM pg_temp.touched_0 k JOIN "public"."trip" t ON t."id" OPERATOR(pg_catalog.=) k."id" AND t."day" OPERATOR(pg_catalog.=) k."day" WHERE NOT EXISTS (SELECT FROM pg_temp.changed_0 had WHERE had."id" OPERATOR(pg_catalog.=) t."id" AND had."day" OPERATOR(pg_catalog.=) t."day");
SELECT DISTINCT k."id", k."day" FROM pg_temp.touched_0 k WHERE NOT EXISTS (SELECT FROM "public"."trip" t WHERE t."id" OPERATOR(pg_catalog.=) k."id" AND t."day" OPERATOR(pg_catalog.=) k."day");
SELECT concat(k."id"), concat(k."day") FROM pg_temp.changed_0 k;
SELECT FROM "public"."trip" t JOIN pg_temp.changed_0 k ON t."id" OPERATOR(pg_catalog.=) k."id" AND t."day" OPERATOR(pg_catalog.=) k."day";
COPY pg_temp.touched_0 ("id", "day") FROM STDIN;
