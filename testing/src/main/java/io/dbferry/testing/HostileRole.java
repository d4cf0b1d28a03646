package io.dbferry.testing;

/** A superuser of which each setting that a role may change has another value than usual. */
public final class HostileRole {
    public static final String NAME = "hostile";

    private HostileRole() {}

    /** Makes the role, hostile in that database only. */
    public static void make(PostgresServer server, String database) {
        server.execute(database, """
                DO $do$ DECLARE change text; BEGIN
                  IF to_regrole('hostile') IS NULL THEN CREATE ROLE hostile SUPERUSER LOGIN; END IF;
                  FOR change IN
                    SELECT format('ALTER ROLE hostile IN DATABASE %I SET %I = %L', current_database(), name,
                      CASE WHEN name = 'DateStyle' THEN 'German, DMY' WHEN name = 'TimeZone' THEN 'America/Bogota'
                        WHEN name = 'search_path' THEN 'pg_temp'
                        WHEN name ~ '_timeout$' THEN '30s'
                        WHEN vartype = 'bool' THEN (NOT boot_val::bool)::text
                        WHEN vartype = 'enum' THEN (SELECT e FROM unnest(enumvals) e WHERE e <> boot_val
                                                    ORDER BY e = 'off' DESC LIMIT 1)
                        ELSE min_val END)
                    FROM pg_settings
                    WHERE (context = 'user' OR name IN ('session_replication_role', 'zero_damaged_pages'))
                      AND (vartype <> 'string' OR name IN ('DateStyle', 'TimeZone', 'search_path'))
                      AND name !~ '[.]|^transaction_(isol|read|defer)|^debug_|^trace|^jit_|^force_parallel|_logical_'
                      AND NOT (vartype = 'enum' AND NOT EXISTS (SELECT FROM unnest(enumvals) e WHERE e <> boot_val))
                  LOOP EXECUTE change; END LOOP;
                END $do$""");
    }
}
