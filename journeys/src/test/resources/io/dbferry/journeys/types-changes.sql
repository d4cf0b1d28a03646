DO $$ DECLARE assignments text; BEGIN
    -- Every row takes all the values of the row before it, so that each value travels by a partial and to a new row too.
    SELECT string_agg(format('%1$I = s.%1$I', attname), ', ') INTO assignments FROM pg_attribute
    WHERE attrelid = 'every_type'::regclass AND attnum > 2 AND attname NOT IN ('a_circle');
    EXECUTE 'INSERT INTO every_type (id) SELECT id + 100 FROM every_type';
    EXECUTE 'UPDATE every_type t SET updated_at = clock_timestamp(), ' || assignments || ' FROM every_type s WHERE t.id = s.id + 100';
    EXECUTE 'UPDATE every_type t SET updated_at = clock_timestamp(), ' || assignments
        || ' FROM every_type s WHERE t.id < 100 AND s.id < 100 AND (t.id = s.id + 1 OR t.id = 1 AND s.id = 8)';
END $$;
UPDATE every_type SET a_circle = CASE a_circle::text WHEN '<(0,0),0>' THEN circle '<(-5,-5),1e-9>' ELSE '<(20,20),1>' END, updated_at = clock_timestamp() WHERE a_circle IS NOT NULL;
UPDATE "Odd Schema"."we""ird.tablé" SET "quo""ted'" = E'new\n"''\\', "🚌 \emoji\" = NULL, "updated_at" = clock_timestamp() WHERE "a b" = 1;
INSERT INTO "Odd Schema"."we""ird.tablé" ("select", "a b") VALUES ('select', 0);
UPDATE "MixedCase" SET "Name" = '"' || "Name", "Updated" = clock_timestamp() WHERE "Id" % 7 = 0;
INSERT INTO "MixedCase" ("Name") VALUES (NULL);
UPDATE "text key" SET note = key || note, updated_at = clock_timestamp();
INSERT INTO "text key" VALUES (E'new\\\n', '');
UPDATE char_key SET note = NULL, updated_at = clock_timestamp(); INSERT INTO char_key VALUES ('é', 'd');
UPDATE uuid_key SET cost = cost + 0.125, updated_at = clock_timestamp(); INSERT INTO uuid_key VALUES (md5('c')::uuid, 'NaN');
UPDATE numeric_key SET n = n || n, updated_at = clock_timestamp(); INSERT INTO numeric_key VALUES (-0.10, 'C', '0044-03-15 BC', '\xff', NULL);
UPDATE generated SET a = a + 1, updated_at = clock_timestamp() WHERE id % 2 = 0; INSERT INTO generated (a, b) VALUES (100, 1);
UPDATE by_default SET name = 'renamed', updated_at = clock_timestamp() WHERE name = 'drawn';
INSERT INTO by_default (name) VALUES ('third'), ('drawn');
UPDATE parted SET note = NULL, updated_at = clock_timestamp() WHERE id = 3; INSERT INTO parted VALUES ('2025-06-01', 50, 'new'), ('1900-01-01', 1, 'old');
INSERT INTO tree VALUES (8, 9), (7, 8); UPDATE tree SET parent = 7, updated_at = clock_timestamp() WHERE id = 5;
BEGIN; SET CONSTRAINTS ALL DEFERRED; INSERT INTO chicken VALUES (10, 11); INSERT INTO egg VALUES (11, 10); UPDATE chicken SET egg = 11, updated_at = clock_timestamp() WHERE id = 1; COMMIT;
INSERT INTO only_key VALUES (clock_timestamp());
INSERT INTO parent_of_key VALUES (6), (7); INSERT INTO link VALUES (6, 7), (7, 1);
UPDATE wide SET "column 100" = E'mid\\dle', updated_at = clock_timestamp(); INSERT INTO wide (id, "column 150") VALUES (4, '');
INSERT INTO empty VALUES (1, clock_timestamp());
