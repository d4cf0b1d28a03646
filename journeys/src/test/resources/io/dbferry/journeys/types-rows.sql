INSERT INTO every_type (id) VALUES (1), (2), (3), (4), (5), (6), (7), (8);
UPDATE every_type SET
    a_smallint = -32768, a_int = -2147483648, a_bigint = -9223372036854775808, a_numeric = 'NaN', a_numeric_10_2 = 'NaN',
    a_real = 'NaN', a_double = 'NaN', a_money = '-92233720368547758.08', a_text = '', a_varchar = '', a_varchar_9 = '',
    a_char_5 = '', a_bpchar = '', a_one = '', a_name = '', a_bytea = '', a_date = '-infinity', a_time = '24:00:00',
    a_time_3 = '00:00:00.001', a_timetz = '24:00:00-15:59:59', a_timestamp = '-infinity', a_timestamptz = '-infinity',
    a_interval = '-178000000 years', a_months = '1 year 2 months', a_bool = false, a_uuid = '00000000-0000-0000-0000-000000000000',
    a_inet = '::', a_cidr = '0.0.0.0/0', a_macaddr = '00:00:00:00:00:00', a_macaddr8 = '08:00:2b:01:02:03:04:05',
    a_bit_5 = B'00000', a_varbit = B'', a_json = 'null', a_jsonb = 'null', a_point = '(NaN,-0)', a_line = '{1,-1,0}',
    a_lseg = '((0,0),(Infinity,1e-300))', a_box = '((1,1),(0,0))', a_path = '[(0,0),(1,1)]', a_polygon = '((0,0),(1,1),(1,0))',
    a_circle = '<(0,0),0>', a_tsvector = '', a_tsquery = '', a_int4range = 'empty', a_int8range = '(,)', a_numrange = '[1.0,2.00)',
    a_tsrange = '[-infinity,"2020-01-01 00:00:00.000001"]', a_tstzrange = '("0044-03-15 00:00:00+00 BC",]', a_daterange = '[infinity,]',
    a_int4multirange = '{}', a_tstzmultirange = '{(,)}', a_nummultirange = '{[1.0,1.00],(2,3)}', an_array = '{}', a_text_array = '{}',
    a_json_array = '{}', a_jsonb_array = '{}', a_mood = 'sad', a_mood_array = '{}', a_plate = 'A', a_document = 'null', a_binary_document = 'null',
    a_composite = '(,,)', a_composite_array = '{}', an_oid = 4294967295, a_regtype = 'integer', a_lsn = '0/0',
    a_snapshot = '10:20:10,14,15', a_xid8 = '18446744073709551615', a_tid = '(0,1)', a_jsonpath = '$',
    a_numeric_array = '{}', a_numeric_10_2_array = '{NULL}', a_padded = '', a_size = 'small' WHERE id = 1;
UPDATE every_type SET
    a_smallint = 32767, a_int = 2147483647, a_bigint = 9223372036854775807, a_numeric = 'Infinity', a_numeric_10_2 = 1,
    a_real = 'Infinity', a_double = '-Infinity', a_money = '92233720368547758.07', a_text = E'tab\t lf\n crlf\r\n cr\r bs\\ \\. \\N \\n "q" ''a'' \b\f\v\x01\x7f 🚌 ñ é \u2028 {} [] ,',
    a_varchar = E'\\.', a_varchar_9 = E'\\N      ', a_char_5 = E' \\ ', a_bpchar = E'blanks   ', a_one = E'\\', a_name = 'we"ird 🚌 name',
    a_bytea = '\x00ff5c2e0a0d5c4e', a_date = 'infinity', a_time = '23:59:59.999999', a_timetz = '00:00:00+15:59', a_timestamp = 'infinity',
    a_timestamptz = 'infinity', a_interval = '1 year -2 mons +3 days -04:05:06.789', a_months = '-1 month', a_bool = true,
    a_uuid = 'ffffffff-ffff-ffff-ffff-ffffffffffff', a_inet = '192.168.1.5/24', a_cidr = '2001:db8::/32', a_macaddr = 'ff:ff:ff:ff:ff:ff',
    a_macaddr8 = 'ff:ff:ff:ff:ff:ff:ff:ff', a_bit_5 = B'10101', a_varbit = B'1110001010101010101', a_json = E' \n\t{ "a" :  1.0,\r\n "a": [ ] , "b" : "\\u00e9\\/\\n\\\\" } \n',
    a_jsonb = '{"b": [1.00, null, {"x": "\u00e9\n\"\\"}], "a": 1e400}', a_point = '(1.1,-2.2e300)', a_circle = '<(10,10),0.1>',
    a_line = '{0,-1,0.3333333333333333}', a_path = '((0,0),(1,1),(-1e-30,2))', a_polygon = '((0,0),(1e20,1),(1,0.1))', a_tsvector = '''it''''s'':1A,3B ''bus \ 🚌'':2',
    a_tsquery = '!''a b'' & (c:*AB | d) <2> e', a_int4range = '[1,10]', a_numrange = '(,1.50]', a_tsrange = '(,)', a_int4multirange = '{[1,3),[5,8)}',
    an_array = '[-1:1]={1,NULL,3}', a_text_array = ARRAY[['a,b', '"q"', NULL], ['', 'NULL', E'\\ {}\n🚌']], a_json_array = ARRAY['{"a" : "x,y"}', 'null', NULL]::json[],
    a_jsonb_array = ARRAY['{"a" : "x,y"}', 'null', NULL]::jsonb[], a_mood = 'it''s ok', a_mood_array = '{sad,NULL,"häppy \"🚌\""}', a_plate = E'Z\n\\', a_document = E'{ "a":\n [1 ,"\\/"] }',
    a_binary_document = '[{"k": 1.10}]', a_composite = ROW(1, E'(",\\ \n🚌', 'häppy "🚌"'), a_composite_array = ARRAY[ROW(1, '', 'sad')::"Odd Schema"."a point", NULL],
    a_regtype = '"Odd Schema"."a point"', a_lsn = 'FFFFFFFF/FFFFFFFF', an_oid = 0, a_tid = '(4294967295,65535)', a_jsonpath = '$."a b"[*] ? (@ > 1 && @.x == "q\"")',
    a_numeric_array = '{1.0,NaN,NULL}', a_numeric_10_2_array = '[0:1]={1,2.5}', a_padded = 'blanks   ', a_size = 'large' WHERE id = 2;
UPDATE every_type SET a_numeric = 1.0, a_real = '-0', a_double = '-0', a_json = '"a\/b\u00e9"', a_jsonb = '"a\/b\u00e9"', a_document = '"\u00e9"', a_binary_document = '"x"',
    a_timestamp = '4713-01-01 00:00:00 BC', a_timestamptz = '294276-12-31 23:59:59.999999+00', a_date = '4713-01-01 BC', a_interval = '0' WHERE id = 3;
UPDATE every_type SET a_numeric = 1.00, a_real = '1e-45', a_double = '4.9e-324', a_json = E' 1.00 ', a_jsonb = '1.00', a_document = '1.00', a_date = '5874897-12-31',
    a_timestamptz = '1883-01-01 00:00:00.5+00:17:30', a_time = '00:00:00', a_interval = '-00:00:00.000001' WHERE id = 4;
UPDATE every_type SET a_numeric = (repeat('1234567890', 10) || '.' || repeat('0987654321', 10))::numeric, a_real = 3.4028235e38, a_double = 0.1::float8 + 0.2,
    a_json = 'true', a_jsonb = 'false', a_document = 'true', a_text = repeat(E'long 🚌 \\ \n', 20000) WHERE id = 5;
UPDATE every_type SET a_numeric = '-Infinity', a_json = E'[\n\n]', a_jsonb = '{}', a_bytea = decode(repeat('5c0a00', 10000), 'hex'), a_text = 'null', a_varchar = 'NULL' WHERE id = 6;
UPDATE every_type SET a_json = ' null ' WHERE id = 8;
UPDATE every_type SET a_json = E'{"\\u0000":"\\u0000"}', a_jsonb = '""', a_text = ' ', a_varchar_9 = '🚌🚌🚌🚌🚌🚌🚌🚌🚌', a_char_5 = '🚌', a_json_array = ARRAY[' { } ']::json[], a_composite = '(,"",)' WHERE id = 7;
INSERT INTO "Odd Schema"."we""ird.tablé" ("select", "a b", "quo""ted'", "do.t", "🚌 \emoji\") VALUES
    ('', 1, '', 1, E'\\'), (E'k\ney\\', 1, E'\t', 2, ''), (E'k\ney\\', 2, NULL, NULL, NULL), ('"', -1, '''', 0, '🚌');
INSERT INTO "MixedCase" ("Name") SELECT 'name ' || i FROM generate_series(1, 50) i;
INSERT INTO "text key" VALUES ('', 'empty'), (' ', NULL), (E'\\', 'b'), (E'a\r\n\tb', 'c'), ('🚌', 'd'), ('NULL', 'e'), ('null', 'f'), ('"', 'g'), ('1', 'h'), (E'\\N', 'i'), ('ñ', 'j'), (E'n\u0303', 'k');
INSERT INTO char_key VALUES ('', 'a'), ('x', 'b'), ('xy z', 'c');
INSERT INTO uuid_key VALUES (md5('a')::uuid, 1), (md5('b')::uuid, 2.5);
INSERT INTO numeric_key VALUES (1.0, 'A', '-infinity', '', 'a'), ('NaN', 'B', '2020-01-01', '\x00', 'b'), (1e50, E'Z\n', 'infinity', '\x5c', 'c');
INSERT INTO generated (a, b) SELECT i, i * i FROM generate_series(1, 20) i; INSERT INTO generated (a) VALUES (NULL);
INSERT INTO by_default (name, id) VALUES ('given', 1000), (NULL, -5); INSERT INTO by_default (name) VALUES ('drawn'), ('drawn too');
INSERT INTO parted SELECT '2024-11-15'::date + i * 9, i % 7, 'note ' || i FROM generate_series(1, 120) i;
INSERT INTO tree VALUES (5, NULL), (4, 5), (3, 4), (1, 3), (2, 1), (9, 9);
BEGIN; SET CONSTRAINTS ALL DEFERRED; INSERT INTO chicken VALUES (1, 2), (2, 1), (3, 3); INSERT INTO egg VALUES (1, 1), (2, 2), (3, NULL); COMMIT;
INSERT INTO only_key VALUES ('2001-01-01'), ('2001-01-01 00:00:00.000001'), ('0001-01-01 BC');
INSERT INTO parent_of_key SELECT i FROM generate_series(1, 5) i;
INSERT INTO link VALUES (1, 2), (2, 1), (1, 1);
INSERT INTO keyless VALUES ('same', '{}', 1.0), ('same', '{}', 1.0), ('same', '{}', 1.00), (NULL, NULL, NULL), (NULL, NULL, NULL), ('', '{ }', 'NaN');
INSERT INTO wide (id, "column 1", "column 200") VALUES (1, 'first', 'last'), (2, '', NULL), (3, NULL, NULL);
