-- a key of one column
SELECT t."id"::text FROM ONLY "public"."bus" t ORDER BY t."id";
-- a key of two columns
SELECT t."stop"::text, t."line"::text FROM ONLY "public"."line_stop" t ORDER BY convert_to(t."stop"::text, 'UTF8'), convert_to(t."line"::text, 'UTF8');
-- names that need quotes, and an operator of an extension
SELECT t."se""lect"::text FROM ONLY "my ""odd"" schema"."Bus Stop" t ORDER BY convert_to(t."se""lect"::text, 'UTF8');
-- partitions
SELECT t."id"::text, t."day"::text FROM "public"."trip" t ORDER BY convert_to(t."id"::text, 'UTF8'), convert_to(t."day"::text, 'UTF8');
