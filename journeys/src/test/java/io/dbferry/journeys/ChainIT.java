package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.testing.ChildProcess;
import io.dbferry.testing.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Parts of a stream that are put back to an older state, each by itself and together, after more was shipped and
 * before the next runs: these end with equal databases, and no load says that nothing is due while they differ.
 */
class ChainIT {
    @TempDir
    private Path folder;

    private TwoServers servers;
    private int rows;

    /**
     * @param before what is shipped behind the state that is put back: a partial, a complete, or a load
     * @param back what is put back: the work folder, the depot, the databases of the sender and the receiver; or lost:
     *     the work folder, what the depot has
     * @param after what is done before the two take turns
     */
    @ParameterizedTest(name = "{0} then {1} then {2}")
    @CsvSource({
        "plpl, work, -",
        "plp, work, c",
        "plpl, work depot, -",
        "plpl, work depot, l",
        "plpl, work depot, ppl",
        "plpl, work depot, pppl",
        "clpl, work depot, cl",
        "plpl, work depot, pcl",
        "plpl, work depot source, l",
        "plcl, target depot, ppl",
        "plpl, depot, -",
        "plpl, work emptied, ppl",
        "plcl, lost emptied, pppl"
    })
    void whateverIsPutBackTheNextRunsEndEqual(String before, String back, String after) throws Exception {
        servers = TwoServers.in(folder, 18, 18);
        servers.onBoth("CREATE TABLE item (id int PRIMARY KEY, note text, updated_at timestamptz NOT NULL"
                + " DEFAULT clock_timestamp())");
        play("plpl");
        save();
        play(before);

        putBack(Set.of(back.split(" ")));
        play(after);
        boolean equal = false;
        for (int turn = 0; turn < 4; turn++) {
            equal = turn();
        }

        assertThat(equal).as("the last turn needed no second run").isTrue();
        assertThat(servers.receiver("load").exit()).isZero();
    }

    /** "Found by the model" in model/README.md: a mirror or a restore of the depot brings such a folder back. */
    @Test
    void completeOfAnOlderStateThatTurnsUpAgainWithAHigherNumberIsRefusedAndTheNextRunsEndEqual() throws Exception {
        servers = TwoServers.in(folder, 18, 18);
        servers.onBoth("CREATE TABLE item (id int PRIMARY KEY, note text, updated_at timestamptz NOT NULL"
                + " DEFAULT clock_timestamp())");
        play("plpl");
        save();
        play("cc");
        Path newest;
        try (Stream<Path> completes = Files.list(servers.depot().resolve("complete"))) {
            newest = completes.max(Comparator.comparing(ChainIT::number)).orElseThrow();
        }
        Path keptElsewhere = folder.resolve("elsewhere").resolve(newest.getFileName());
        copy(newest, keptElsewhere);
        putBack(Set.of("work", "depot"));
        play("cl");
        copy(keptElsewhere, newest);

        TwoServers.Run load = servers.receiver("load");

        assertThat(load.exit()).as(load.out() + load.err()).isEqualTo(5);
        assertThat(load.err()).contains("it is of an older state than complete ", "HINT: ");
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
        turn();
        assertThat(turn()).as("the second turn ends equal").isTrue();
    }

    /** Names are time, dash, number. */
    private static String number(Path shipment) {
        String name = shipment.getFileName().toString();
        return name.substring(name.lastIndexOf('-') + 1);
    }

    private void play(String steps) throws Exception {
        for (char step : steps.toCharArray()) {
            switch (step) {
                case 'l' -> load();
                case 'p' -> dump("partial");
                case 'c' -> dump("complete");
                default -> {}
            }
        }
    }

    private boolean turn() throws Exception {
        // As if the time had passed for which requests are spaced.
        Files.deleteIfExists(folder.resolve("sender/work/complete-on-request.json"));
        dump("partial");
        return load() && servers.receiverRows().equals(servers.senderRows());
    }

    private void dump(String kind) throws SQLException {
        rows++;
        servers.onSender("INSERT INTO item VALUES (" + rows + ", 'new') ON CONFLICT (id) DO UPDATE SET note = 'again',"
                + " updated_at = clock_timestamp();"
                + "UPDATE item SET note = note || '.', updated_at = clock_timestamp() WHERE id = 1");
        TwoServers.Run dump = servers.sender("dump", kind);
        assertThat(dump.exit()).as(dump.err()).isZero();
    }

    /** Whether it says that this side is up to date; it is then. */
    private boolean load() throws SQLException {
        TwoServers.Run load = servers.receiver("load");
        assertThat(load.exit()).as(load.err()).isIn(0, 5);
        if (load.exit() != 0
                || load.out().contains("is asked for a complete")
                || load.err().contains("the depot had no receipt for ")) {
            return false;
        }
        assertThat(servers.receiverRows())
                .as("nobody writes between a dump and a load: " + load.out() + load.err())
                .isEqualTo(servers.senderRows());
        return true;
    }

    private void save() throws Exception {
        for (String part : List.of("sender/work", "depot")) {
            copy(folder.resolve(part), saved(part));
        }
        copyDatabase(source(), source() + "_saved");
        copyDatabase(target(), target() + "_saved");
    }

    private void putBack(Set<String> parts) throws Exception {
        String source = source();
        String target = target();
        for (String part : parts) {
            switch (part) {
                case "work" -> copy(saved("sender/work"), folder.resolve("sender/work"));
                case "depot" -> copy(saved("depot"), folder.resolve("depot"));
                case "source" -> copyDatabase(source + "_saved", source);
                case "target" -> {
                    copyDatabase(target + "_saved", target);
                    Files.deleteIfExists(folder.resolve("receiver/work/idle.json"));
                }
                case "lost" ->
                    ChildProcess.run(
                            Path.of("rm"), "-r", folder.resolve("sender/work").toString());
                case "emptied" -> {
                    ChildProcess.run(Path.of("rm"), "-r", servers.depot().toString());
                    Files.createDirectory(servers.depot());
                }
                default -> throw new IllegalArgumentException(part);
            }
        }
    }

    private Path saved(String part) {
        return folder.resolve("saved").resolve(part);
    }

    private static void copy(Path from, Path to) throws IOException {
        ChildProcess.run(Path.of("rm"), "-rf", to.toString());
        Files.createDirectories(to.getParent());
        ChildProcess.run(Path.of("cp"), "-a", from.toString(), to.toString());
    }

    private String source() throws SQLException {
        try (Connection connection = servers.connectSender()) {
            return connection.getCatalog();
        }
    }

    private String target() throws SQLException {
        try (Connection connection = servers.connectReceiver()) {
            return connection.getCatalog();
        }
    }

    private static void copyDatabase(String from, String to) {
        Stream.of("DROP DATABASE IF EXISTS " + to + " WITH (FORCE)", "CREATE DATABASE " + to + " TEMPLATE " + from)
                .forEach(sql -> PostgresServer.of(18).execute("postgres", sql));
    }
}
