package io.dbferry.soak;

import java.sql.SQLException;
import java.util.List;
import java.util.Random;

/** Changes what sessions of a database or of its role begin with. */
record SettingsChanged(String side, CrashingPostgres server) implements Disaster {
    static final List<String> SETTINGS = List.of(
            "DateStyle = 'SQL, DMY'",
            "DateStyle = 'German'",
            "IntervalStyle = 'sql_standard'",
            "TimeZone = 'Asia/Kathmandu'",
            "search_path = 'pg_temp'",
            "search_path = ''",
            "extra_float_digits = -15",
            "bytea_output = 'escape'",
            "row_security = off",
            "session_replication_role = replica",
            "client_encoding = 'LATIN1'",
            "standard_conforming_strings = off",
            "quote_all_identifiers = on",
            "transform_null_equals = on",
            "array_nulls = off",
            "xmloption = 'document'",
            "default_transaction_isolation = 'serializable'",
            "default_transaction_deferrable = on",
            "synchronize_seqscans = on",
            "enable_seqscan = off",
            "enable_hashjoin = off",
            "plan_cache_mode = 'force_generic_plan'",
            "synchronous_commit = off",
            "work_mem = '64kB'",
            "cursor_tuple_fraction = 1",
            "lc_monetary = 'C'");

    @Override
    public String strike(Random random) throws Exception {
        String whose =
                switch (random.nextInt(3)) {
                    case 0 -> "ROLE ferry";
                    case 1 -> "ROLE ferry IN DATABASE app";
                    default -> "DATABASE app";
                };
        if (random.nextInt(4) == 0) {
            server.execute("ALTER " + whose + " RESET ALL");
            return side + "'s settings reset";
        }
        String setting = SETTINGS.get(random.nextInt(SETTINGS.size()));
        if (setting.startsWith("session_replication_role") && side.equals("receiver")) {
            return ""; // its role may not change that, and is refused as long as foreign keys are not heeded
        }
        server.execute("ALTER " + whose + " SET " + setting);
        return side + "'s settings changed";
    }

    /** Has the application's own sessions begin as they always did, whatever their database says. */
    static void keepFrom(CrashingPostgres server) throws java.io.IOException {
        for (String setting : SETTINGS) {
            String name = setting.substring(0, setting.indexOf(' '));
            server.execute("DO $$ BEGIN EXECUTE format('ALTER ROLE postgres IN DATABASE app SET " + name
                    + " = %s', CASE"
                    + " WHEN '" + name + "' = 'search_path' THEN 'public' ELSE quote_literal(current_setting('" + name
                    + "')) END); END $$");
        }
    }

    /** All sessions begin as they did at first. */
    static void reset(CrashingPostgres server) throws java.io.IOException, SQLException {
        server.execute(
                "ALTER ROLE ferry RESET ALL; ALTER ROLE ferry IN DATABASE app RESET ALL; ALTER DATABASE app RESET ALL");
    }
}
