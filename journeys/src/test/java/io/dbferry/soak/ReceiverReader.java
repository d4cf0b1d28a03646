package io.dbferry.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The receiver's own application, reading all the time: what it sees is always one state of the sender's, never an
 * earlier one than before, and each file that a row names is there.
 */
final class ReceiverReader {
    private static final long TOTAL = (long) ApplicationSchema.ACCOUNTS * ApplicationSchema.BALANCE;
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private final CrashingPostgres database;
    private final Path media;
    private final ApplicationMedia senders;
    private final Findings findings;
    private final Map<Integer, Long> versions = new HashMap<>();
    private final SortedMap<Long, String> ledger = new TreeMap<>();
    private final AtomicInteger settled = new AtomicInteger();
    private volatile boolean unsettled;
    private int seen;

    ReceiverReader(CrashingPostgres database, Path media, ApplicationMedia senders, Findings findings) {
        this.database = database;
        this.media = media;
        this.senders = senders;
        this.findings = findings;
    }

    Repeated start() {
        return Repeated.start("reader", findings, this::read);
    }

    /** From here on rows and ledger may go back. */
    void unsettle() {
        unsettled = true;
    }

    /** They have gone back, and now go on. */
    void settle() {
        settled.incrementAndGet();
        unsettled = false;
    }

    private void read(Repeated.Pause pause) throws IOException, InterruptedException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            // A load that blocked readers would show as a violation; the first one, into empty tables, may.
            statement.execute("SET lock_timeout = '5s'; SET default_transaction_isolation = 'repeatable read'");
            connection.setAutoCommit(false);
            for (int i = 0; i < 50; i++) {
                long begin = System.nanoTime();
                boolean loaded = look(statement);
                connection.commit();
                if (loaded) {
                    findings.count("reads");
                    findings.atLeast("longest read in ms", (System.nanoTime() - begin) / 1_000_000);
                }
                pause.of(50);
            }
        } catch (SQLException e) {
            if (LOCK_NOT_AVAILABLE.equals(e.getSQLState()) && !ledger.isEmpty() && !unsettled) {
                findings.violation("a reader was blocked: " + e.getMessage());
            }
            pause.of(200);
        }
    }

    private boolean look(Statement statement) throws SQLException {
        int now = settled.get();
        if (unsettled || now != seen) {
            ledger.clear();
            versions.clear();
            seen = now;
        }
        readLedger(statement);
        if (ledger.isEmpty()) {
            return false;
        }
        readAccounts(statement);
        readReports(statement);
        return true;
    }

    private void readLedger(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT to_regclass('dbferry.ledger') IS NOT NULL")) {
            row.next();
            if (!row.getBoolean(1)) {
                return;
            }
        }
        SortedMap<Long, String> now = new TreeMap<>();
        try (ResultSet row =
                statement.executeQuery("SELECT sequence, kind, manifest_sha256 || applied_at FROM dbferry.ledger"
                        + " WHERE stream = 'soak'")) {
            while (row.next()) {
                now.put(row.getLong(1), row.getString(2) + " " + row.getString(3));
            }
        }
        ledger.forEach((sequence, entry) -> {
            if (!entry.equals(now.get(sequence))) {
                findings.violation(
                        "ledger entry " + sequence + " was '" + entry + "' and is '" + now.get(sequence) + "'");
            }
        });
        long last = ledger.isEmpty() ? 0 : ledger.lastKey();
        now.forEach((sequence, entry) -> {
            if (!ledger.containsKey(sequence) && sequence < last && entry.startsWith("partial")) {
                findings.violation("partial " + sequence + " was applied after " + last);
            }
        });
        ledger.clear();
        ledger.putAll(now);
    }

    private void readAccounts(Statement statement) throws SQLException {
        long total = 0;
        try (ResultSet row = statement.executeQuery("SELECT id, balance, version FROM account")) {
            while (row.next()) {
                total += row.getLong(2);
                long version = row.getLong(3);
                long before = Objects.requireNonNullElse(versions.put(row.getInt(1), version), 0L);
                if (version < before) {
                    findings.violation("account " + row.getInt(1) + " went from version " + before + " back to "
                            + version + " with " + ledger.lastKey());
                }
            }
        }
        if (total != TOTAL) {
            findings.violation("the balances' sum is " + total + " with " + ledger.lastKey());
        }
    }

    private void readReports(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT image FROM report WHERE image <> 'no image'")) {
            while (row.next()) {
                String image = row.getString(1);
                if (!Files.exists(media.resolve(image)) && !senders.wasRemoved(image)) {
                    findings.violation("a row names '" + image + "', which is not there, with " + ledger.lastKey());
                }
            }
        }
    }
}
