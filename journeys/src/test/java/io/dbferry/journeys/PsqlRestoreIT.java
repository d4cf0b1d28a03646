package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code database.sql.zst} is for zstd and psql too: without DbFerry, they make an equal database of an empty one. */
class PsqlRestoreIT {
    private static final String OURS = " n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";

    private static final String INDEXES =
            "SELECT pg_get_indexdef(indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = indrelid"
                    + " JOIN pg_namespace n ON n.oid = relnamespace WHERE" + OURS + " ORDER BY 1";

    /** PostgreSQL 18 has a constraint for each NOT NULL, which the columns tell of. */
    private static final String CONSTRAINTS =
            "SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(k.oid) FROM pg_constraint k"
                    + " JOIN pg_namespace n ON n.oid = connamespace WHERE contype <> 'n' AND" + OURS + " ORDER BY 1";

    private static final String COLUMNS =
            "SELECT concat_ws(' ', attrelid::regclass, attnum, attname, format_type(atttypid, atttypmod), attnotnull,"
                    + " attidentity, attgenerated, pg_get_expr(adbin, adrelid)) FROM pg_attribute a"
                    + " JOIN pg_class c ON c.oid = attrelid JOIN pg_namespace n ON n.oid = relnamespace"
                    + " LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum"
                    + " WHERE relkind IN ('r', 'p') AND attnum > 0 AND" + OURS + " ORDER BY 1";

    private static final String SEQUENCES =
            "SELECT format('SELECT %L || concat_ws('' '', '''', last_value, is_called, %L) FROM %I.%I', c.oid::regclass,"
                    + " concat_ws(' ', seqtypid::regtype, seqstart, seqincrement, seqmin, seqmax, seqcache, seqcycle),"
                    + " nspname, relname) FROM pg_sequence s JOIN pg_class c ON c.oid = seqrelid"
                    + " JOIN pg_namespace n ON n.oid = relnamespace ORDER BY c.oid::regclass::text";

    private static final String TYPES =
            "SELECT concat_ws(' ', t.oid::regtype, typtype, typnotnull, typdefault, (SELECT string_agg(enumlabel, ','"
                    + " ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid)) FROM pg_type t"
                    + " JOIN pg_namespace n ON n.oid = typnamespace WHERE" + OURS + " ORDER BY 1";

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "from {0} to {1}")
    @CsvSource({"15, 18", "18, 15"})
    void restoredDatabaseEqualsTheSource(int sourceMajor, int targetMajor) throws Exception {
        TwoServers servers = TwoServers.in(folder, sourceMajor, targetMajor);
        servers.senderConfig(OddTables.CONFIG);
        servers.onSender(OddTables.schema());
        servers.onSender("CREATE SEQUENCE never_drawn OWNED BY empty.id INCREMENT -2 CACHE 5 CYCLE;"
                + " ALTER TABLE empty ALTER id SET DEFAULT nextval('never_drawn')");
        servers.onSender(OddTables.rows());
        assertThat(servers.sender("dump", "complete").err()).isEmpty();

        PsqlRestore.into(servers, servers.receiverUrl());

        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
        try (Connection source = servers.connectSender();
                Connection target = servers.connectReceiver()) {
            for (String query : List.of(INDEXES, CONSTRAINTS, COLUMNS, TYPES)) {
                assertThat(PsqlRestore.lines(target, query))
                        .isEqualTo(PsqlRestore.lines(source, query))
                        .isNotEmpty();
            }
            assertThat(PsqlRestore.linesOfEach(target, SEQUENCES))
                    .isEqualTo(PsqlRestore.linesOfEach(source, SEQUENCES))
                    .isNotEmpty();
        }
    }
}
