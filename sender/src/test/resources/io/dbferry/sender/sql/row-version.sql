-- nothing is known to be seen
SELECT (age(t.xmin)::bigint & 4294967295) <= (SELECT CASE WHEN pg_snapshot_xmax(pg_current_snapshot())::text::bigint - 90 < 4194967295 THEN (age(xid '90')::bigint & 4294967295) ELSE 4294967295 END);
-- two are known to be seen
SELECT (age(t.xmin)::bigint & 4294967295) <= (SELECT CASE WHEN pg_snapshot_xmax(pg_current_snapshot())::text::bigint - 90 < 4194967295 THEN (age(xid '90')::bigint & 4294967295) ELSE 4294967295 END) AND t.xmin::text::bigint NOT IN (SELECT unnest('{100,119}'::bigint[]));
-- an id of more than 32 bits
SELECT (age(t.xmin)::bigint & 4294967295) <= (SELECT CASE WHEN pg_snapshot_xmax(pg_current_snapshot())::text::bigint - 8589934602 < 4194967295 THEN (age(xid '10')::bigint & 4294967295) ELSE 4294967295 END);
