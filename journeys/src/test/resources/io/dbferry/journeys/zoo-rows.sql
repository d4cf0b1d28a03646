SET session_replication_role = replica;
INSERT INTO app.people (name, tags, nick, n, pairs, floats, length) VALUES
  ('Anna', 'a=>1', 'an', 1, '{"(1,sad)"}', '[1,2)', '1 mon -3 days 04:05:06'), ('BOB', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO app.people (name, mood) VALUES ('back\slash	tab', 'it''s fine');
INSERT INTO app.parent VALUES (1, 'parent');
INSERT INTO app.child VALUES (1, 'child', 3), (2, 'child', 4);
INSERT INTO app.typed VALUES (1, 'ok');
ALTER TABLE app.measured_old ATTACH PARTITION app.measured_old_rest DEFAULT;
INSERT INTO app.measured VALUES ('2005-01-01', 1), ('2006-01-01', 2), ('2020-01-01', 5);
INSERT INTO app.booked VALUES (1, '[2020-01-01,2020-01-02)');
INSERT INTO app.log (what) VALUES ('by hand');
ALTER TABLE app.orders DROP CONSTRAINT late;
INSERT INTO app.orders (person, before) SELECT id, -1 FROM app.people;
ALTER TABLE app.orders ADD CONSTRAINT late CHECK (before > 0) NOT VALID;
SELECT setval('app.numbers', 555);
REFRESH MATERIALIZED VIEW app.counted;
