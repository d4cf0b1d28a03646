-- a key of one column
SELECT concat(t."id") FROM ONLY "public"."bus" t ORDER BY t."id";
-- a key of two columns
SELECT concat(t."stop"), concat(t."line") FROM ONLY "public"."line_stop" t ORDER BY convert_to(concat(t."stop"), 'UTF8'), convert_to(concat(t."line"), 'UTF8');
-- names that need quotes, and an operator of an extension
SELECT concat(t."se""lect") FROM ONLY "my ""odd"" schema"."Bus Stop" t ORDER BY convert_to(concat(t."se""lect"), 'UTF8');
-- partitions
SELECT concat(t."id"), concat(t."day") FROM "public"."trip" t ORDER BY convert_to(concat(t."id"), 'UTF8'), convert_to(concat(t."day"), 'UTF8');
