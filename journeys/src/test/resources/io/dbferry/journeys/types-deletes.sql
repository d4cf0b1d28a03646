DELETE FROM every_type WHERE id % 2 = 0;
UPDATE every_type SET a_numeric = a_numeric * 1.00, a_text = a_text || E'\n', a_json = ('[ ' || a_json::text || ']')::json, a_double = -a_double, a_text_array = a_text_array || a_text_array,
    a_interval = CASE WHEN a_interval = '1 day' THEN interval '24:00:00' ELSE interval '1 day' END;
DELETE FROM "Odd Schema"."we""ird.tablé" WHERE "select" = '';
UPDATE "Odd Schema"."we""ird.tablé" SET "do.t" = 77;
DELETE FROM "MixedCase" WHERE "Id" % 3 = 0;
DELETE FROM "text key" WHERE key IN ('', E'\\', '🚌'); INSERT INTO "text key" VALUES (E'\u00e4', 'late');
DELETE FROM char_key WHERE key = ''; DELETE FROM uuid_key WHERE key = md5('a')::uuid; DELETE FROM numeric_key WHERE a = 'NaN';
DELETE FROM generated WHERE id % 5 = 0; UPDATE generated SET b = 0; DELETE FROM by_default WHERE id < 0;
DELETE FROM parted WHERE id = 1; UPDATE parted SET day = day + 400 WHERE id = 2; UPDATE parted SET note = 'all';
UPDATE tree SET parent = NULL WHERE id IN (4, 5); DELETE FROM tree WHERE id IN (8, 7);
BEGIN; SET CONSTRAINTS ALL DEFERRED; DELETE FROM chicken WHERE id <> 3; DELETE FROM egg WHERE id <> 3; COMMIT;
DELETE FROM only_key WHERE updated_at < '2000-01-01'; DELETE FROM link WHERE a = 1; DELETE FROM parent_of_key WHERE id = 5;
DELETE FROM keyless WHERE ctid = (SELECT min(ctid) FROM keyless WHERE a = 'same');
UPDATE keyless SET c = 7 WHERE ctid = (SELECT max(ctid) FROM keyless WHERE a IS NULL);
DELETE FROM wide WHERE id = 1; DELETE FROM empty; INSERT INTO empty_keyless VALUES (E'\\.'), (E'\\.'), (NULL);
