package io.dbferry.soak;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Several writers at once, with transactions short and long, savepoints, keys and unique values used again. Whatever of
 * it is committed, the sum of all balances stays, and the version of an account only grows.
 */
final class LiveApplication implements AutoCloseable {
    private static final int WRITERS = 5;
    private static final int MOST_FILES = 400;
    private static final int MOST_TRANSFERS = 4000;

    private final CrashingPostgres database;
    private final ApplicationMedia media;
    private final Findings findings;
    private final int longest;
    private final List<Repeated> writers = new ArrayList<>();

    /** @param longest milliseconds that a transaction stays open at most */
    LiveApplication(CrashingPostgres database, ApplicationMedia media, Findings findings, int longest) {
        this.database = database;
        this.media = media;
        this.findings = findings;
        this.longest = longest;
    }

    void start(long seed) {
        for (int i = 0; i < WRITERS; i++) {
            Random random = new Random(seed + i);
            writers.add(Repeated.start("writer " + i, findings, pause -> write(random, pause)));
        }
    }

    /** One connection's life: some transactions, ended early when the server goes away. */
    private void write(Random random, Repeated.Pause pause) throws IOException, InterruptedException {
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            execute(connection, "SET lock_timeout = '1s'");
            connection.commit();
            for (int i = 0; i < 20; i++) {
                transaction(connection, random, pause);
                pause.of(random.nextInt(200));
            }
        } catch (SQLException e) {
            findings.count("application cuts");
            pause.of(200);
        }
    }

    private void transaction(Connection connection, Random random, Repeated.Pause pause)
            throws SQLException, IOException, InterruptedException {
        try {
            boolean lasting = random.nextInt(40) == 0;
            for (int i = random.nextInt(6); i >= 0; i--) {
                change(connection, random);
                if (lasting) {
                    pause.of(random.nextInt(longest / 3));
                }
            }
            if (random.nextInt(8) == 0) {
                connection.rollback();
            } else {
                connection.commit();
                findings.count("transactions");
            }
        } catch (SQLException e) {
            if (connection.isClosed() || String.valueOf(e.getSQLState()).startsWith("08")) {
                throw e;
            }
            connection.rollback(); // a deadlock, or another writer's lock or unique value
        }
    }

    /** A change; one in four under a savepoint, with another one that may be taken back. */
    private void change(Connection connection, Random random) throws SQLException, IOException {
        if (random.nextInt(4) > 0) {
            oneChange(connection, random);
            return;
        }
        Savepoint savepoint = connection.setSavepoint();
        oneChange(connection, random);
        if (random.nextBoolean()) {
            connection.rollback(savepoint);
        } else {
            connection.releaseSavepoint(savepoint);
        }
        oneChange(connection, random);
    }

    private void oneChange(Connection connection, Random random) throws SQLException, IOException {
        switch (random.nextInt(16)) {
            case 0, 1, 2, 3 -> transfer(connection, random);
            case 4, 5, 6 -> report(connection, random);
            case 7 -> changeReport(connection, random);
            case 8 -> deleteReport(connection, random);
            case 9 -> reuse(connection, random);
            case 10 -> swap(connection, random);
            case 11 -> items(connection, random);
            case 12 ->
                execute(
                        connection,
                        "DELETE FROM transfer WHERE id < (SELECT max(id) - " + MOST_TRANSFERS
                                + " FROM transfer) OR id % 97 = " + random.nextInt(97));
            case 13, 14 -> odd(connection, random);
            default -> unkeyed(connection, random);
        }
    }

    private static void transfer(Connection connection, Random random) throws SQLException {
        int debit = 1 + random.nextInt(ApplicationSchema.ACCOUNTS);
        int credit = 1 + random.nextInt(ApplicationSchema.ACCOUNTS);
        if (debit == credit) {
            return;
        }
        int amount = random.nextInt(100);
        execute(
                connection,
                "UPDATE account SET balance = balance - " + amount
                        + ", version = version + 1, updated_at = clock_timestamp() WHERE id = " + debit);
        execute(
                connection,
                "UPDATE account SET balance = balance + " + amount
                        + ", version = version + 1, updated_at = clock_timestamp() WHERE id = " + credit);
        execute(
                connection,
                "INSERT INTO transfer (debit, credit, amount, updated_at) VALUES (" + debit + ", " + credit + ", "
                        + amount + ", clock_timestamp())");
    }

    private void report(Connection connection, Random random) throws SQLException, IOException {
        String image = random.nextInt(4) > 0 ? "'" + media.write(random) + "'" : "'no image'";
        execute(
                connection,
                "INSERT INTO report (account, image, note, updated_at) VALUES ("
                        + (1 + random.nextInt(ApplicationSchema.ACCOUNTS)) + ", " + image
                        + ", 'a\\tb ''\\\\ ' || md5(random()::text), clock_timestamp())");
        if (media.size() > MOST_FILES || random.nextInt(10) == 0) {
            for (String name : media.some(random)) {
                media.remove(name); // its rows may stay, and may never have been shipped
            }
        }
    }

    private void changeReport(Connection connection, Random random) throws SQLException, IOException {
        for (String name : media.some(random)) {
            media.change(name, random);
            execute(
                    connection,
                    "UPDATE report SET note = 'changed ' || md5(random()::text), updated_at = clock_timestamp()"
                            + " WHERE image = '" + name + "'");
        }
    }

    private void deleteReport(Connection connection, Random random) throws SQLException, IOException {
        for (String name : media.some(random)) {
            execute(
                    connection,
                    "DELETE FROM report WHERE image = '" + name + "' OR image = 'no image' AND id % 50 = "
                            + random.nextInt(50) + " OR id < (SELECT max(id) - 1500 FROM report)");
            media.remove(name);
        }
    }

    /** Deletes a row, and gives its key to a row with another unique value, or its unique value to another key. */
    private static void reuse(Connection connection, Random random) throws SQLException {
        int id = 1 + random.nextInt(ApplicationSchema.SLOTS);
        execute(connection, "DELETE FROM slot WHERE id = " + id);
        if (random.nextBoolean()) {
            execute(
                    connection,
                    "INSERT INTO slot SELECT " + id + ", 'code ' || c, 0, clock_timestamp() FROM generate_series(1, "
                            + ApplicationSchema.SLOTS
                            + ") c WHERE NOT EXISTS (SELECT FROM slot WHERE code = 'code ' || c) LIMIT 1");
        }
    }

    /** Two rows that exchange their unique values. */
    private static void swap(Connection connection, Random random) throws SQLException {
        int a = 1 + random.nextInt(ApplicationSchema.SLOTS);
        int b = 1 + random.nextInt(ApplicationSchema.SLOTS);
        execute(connection, """
                DO $$ DECLARE a slot; b slot; BEGIN
                  SELECT * INTO a FROM slot WHERE id = %d FOR UPDATE;
                  SELECT * INTO b FROM slot WHERE id = %d FOR UPDATE;
                  IF a.id <> b.id THEN
                    UPDATE slot SET code = 'on its way ' || a.id WHERE id = a.id;
                    UPDATE slot SET code = a.code, n = n + 1, updated_at = clock_timestamp() WHERE id = b.id;
                    UPDATE slot SET code = b.code, n = n + 1, updated_at = clock_timestamp() WHERE id = a.id;
                  END IF;
                END $$""".formatted(a, b));
    }

    private static void items(Connection connection, Random random) throws SQLException {
        execute(
                connection,
                "UPDATE item SET note = md5(note || random()), updated_at = now() WHERE id BETWEEN "
                        + random.nextInt(ApplicationSchema.ITEMS) + " AND "
                        + random.nextInt(ApplicationSchema.ITEMS) + " AND id % 500 = " + random.nextInt(500));
    }

    /** Values whose text depends on a session's settings. */
    private static void odd(Connection connection, Random random) throws SQLException {
        int id = random.nextInt(500);
        execute(connection, "DELETE FROM odd WHERE id = " + random.nextInt(500));
        execute(connection, """
                INSERT INTO odd SELECT i, clock_timestamp(), CASE WHEN i %% 9 = 0 THEN 'infinity'::timestamp ELSE localtimestamp END,
                    CASE WHEN i %% 7 = 0 THEN DATE '0044-03-15 BC' ELSE current_date END, current_time, make_interval(0, 1, 2, 3, -4, 5, random()),
                    CASE WHEN i %% 11 = 0 THEN 'NaN' WHEN i %% 13 = 0 THEN '-Infinity' ELSE random() * 1e17 END::float8, random()::real,
                    (random() * 1e30)::numeric, decode(md5(random()::text), 'hex') || '\\x5c00', ARRAY[1, NULL, i], ARRAY['NULL', NULL, 'a\\b"', ''],
                    jsonb_build_object('k', random()), 12.5::float8::numeric::money, xmlparse(CONTENT 'a<b/>c'), i, 'é\\ü', clock_timestamp()
                FROM (VALUES (%d)) v (i)
                ON CONFLICT (id) DO UPDATE SET at = excluded.at, f = excluded.f, b = excluded.b, updated_at = excluded.updated_at""".formatted(id));
    }

    /** What only completes carry. */
    private static void unkeyed(Connection connection, Random random) throws SQLException {
        execute(connection, "INSERT INTO line VALUES (clock_timestamp(), md5(random()::text))");
        execute(connection, "DELETE FROM line WHERE at < clock_timestamp() - interval '2 min'");
        execute(
                connection,
                "UPDATE setting SET value = md5(random()::text) WHERE name = 's" + random.nextInt(50) + "'");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() {
        writers.forEach(Repeated::close);
        writers.clear();
    }
}
