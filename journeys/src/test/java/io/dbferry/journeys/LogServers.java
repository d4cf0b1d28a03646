package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** Two servers whose sender reads some tables' changes from the log, by a slot of its own. */
final class LogServers implements AutoCloseable {
    private static final AtomicInteger SLOTS = new AtomicInteger();

    final TwoServers servers;
    final String slot = "log_test_" + SLOTS.incrementAndGet();

    private LogServers(TwoServers servers) {
        this.servers = servers;
    }

    /** @param strategies as of {@code partial.tables} */
    static LogServers in(Path folder, int senderMajor, String strategies) throws IOException {
        LogServers log = new LogServers(TwoServers.in(folder, senderMajor, 18));
        log.config(strategies, "");
        return log;
    }

    /** @param more keys of {@code log}, each behind a comma */
    void config(String strategies, String more) throws IOException {
        servers.senderConfig("partial: {tables: " + strategies + "}\nlog: {slot: " + slot + ", publication: Ferry"
                + more + "}" + (strategies.contains("odd.") ? "\ntables: ['*', 'odd.*']" : ""));
    }

    /** Makes publication and slot. */
    void fix() {
        assertThat(servers.sender("check", "--fix", "--quiet").out()).doesNotContain("fail");
    }

    /** A dump that says this, a load that goes well, and both sides are equal. */
    void ships(String kind, String saying) throws SQLException {
        TwoServers.Run dump = servers.sender("dump", kind);
        assertThat(dump.err()).isEmpty();
        assertThat(dump.out()).contains(saying);
        assertThat(servers.receiver("load").err()).isEmpty();
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }

    String one(String query) throws SQLException {
        try (Connection connection = servers.connectSender();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() ? row.getString(1) : "none";
        }
    }

    boolean slotExists() throws SQLException {
        return one("SELECT count(*) FROM pg_replication_slots WHERE slot_name = '" + slot + "'")
                .equals("1");
    }

    void dropSlot() throws SQLException {
        servers.onSender("SELECT pg_drop_replication_slot('" + slot + "')");
    }

    /** The server is shared: a slot that stays would keep all of its WAL. */
    @Override
    public void close() throws SQLException {
        if (slotExists()) {
            dropSlot();
        }
    }
}
