package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dump that leaves most of the machine and the server to the application. */
class SparedApplicationIT {
    @TempDir
    private Path folder;

    private TwoSides sides;

    @BeforeEach
    void prepare() throws IOException {
        sides = TwoSides.in(folder);
    }

    /** A role of two connections: one has the snapshot, and each worker one more. */
    @Test
    void asManyWorkersAskTheServerAsTheConfigOrTheCommandSays() throws Exception {
        TwoSides.SERVER.execute(
                sides.senderDatabase,
                "DROP ROLE IF EXISTS spared; CREATE ROLE spared LOGIN CONNECTION"
                        + " LIMIT 2; GRANT SELECT ON ALL TABLES IN SCHEMA public TO spared;"
                        + " GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO spared");

        String two = sides.sender("spared", "schema: tables\ncomplete: {workers: 2}");
        assertThat(CommandRun.of("dump", "complete", "--config", two).err())
                .contains("too many connections for role \"spared\"");
        awaitClosed();
        assertThat(CommandRun.of("dump", "complete", "--workers", "1", "--config", two)
                        .err())
                .isEmpty();
        awaitClosed();
        String one = sides.sender("spared", "schema: tables\ncomplete: {workers: 1}");
        assertThat(CommandRun.of("dump", "complete", "--config", one).err()).isEmpty();
        CommandRun none = CommandRun.of("dump", "complete", "--workers", "0", "--config", one);
        assertThat(none.exit()).isEqualTo(2);
        assertThat(none.err()).contains("--workers takes a number from 1 on");
    }

    /** A server ends a session some moments after its client has gone. */
    private void awaitClosed() {
        Awaitility.await()
                .ignoreExceptions()
                .untilAsserted(
                        () -> TwoSides.SERVER.execute(
                                sides.senderDatabase,
                                "DO $$ BEGIN ASSERT NOT EXISTS (SELECT FROM pg_stat_activity WHERE usename = 'spared'); END $$"));
    }

    @Test
    void allThreadsOfAProcessOfLowPriorityHaveIt() throws Exception {
        Path config = Path.of(sides.sender());
        try (DaemonProcess daemon = DaemonProcess.start(config, Map.of(), "runs as .*", "run", "--low-priority")) {
            List<String> others;
            try (Stream<Path> threads = Files.list(Path.of("/proc/" + daemon.pid() + "/task"))) {
                others = threads.map(SparedApplicationIT::nice)
                        .filter(nice -> !nice.equals("10"))
                        .toList();
            }
            assertThat(others).isEmpty();
        }
    }

    /** The 19th field of proc_pid_stat(5), the 17th behind the name in brackets. */
    private static String nice(Path thread) {
        try {
            String stat = Files.readString(thread.resolve("stat"));
            return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[16];
        } catch (IOException e) {
            return "10"; // the thread has ended
        }
    }
}
