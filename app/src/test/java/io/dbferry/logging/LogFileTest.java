package io.dbferry.logging;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.config.watch.LoggingConfig;
import io.dbferry.event.ConfigMark;
import io.dbferry.event.Event;
import io.dbferry.event.LogContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
    @TempDir
    private Path folder;

    @AfterEach
    void logNowhere() {
        LogFile.use(new LoggingConfig(Optional.empty(), 1, 1, false), Map.of());
    }

    @Test
    void eachEventIsOneLineWithShipmentAndExceptionsAndNothingSecret() throws IOException {
        Path file = folder.resolve("new/dbferry.log");
        use(file, 20 << 20, false);

        say();

        assertThat(Files.readAllLines(file).stream().map(LogFileTest::steady))
                .containsExactly(
                        "<time> INFO  load: two; lines to postgresql://u:***@h/db?password=***&x \\u001b[2K [partial 000042]",
                        "<time> ERROR it failed (java.io.IOException: with *** at <frames>)");
    }

    @Test
    void jsonHasTheSameInFields() throws IOException {
        Path file = folder.resolve("dbferry.log");
        use(file, 20 << 20, true);

        say();

        assertThat(Files.readAllLines(file).stream().map(LogFileTest::steady))
                .containsExactly(
                        "{\"time\":\"<time>\",\"level\":\"info\",\"job\":\"load\",\"kind\":\"partial\",\"shipment\":\"000042\","
                                + "\"text\":\"two; lines to postgresql://u:***@h/db?password=***&x \\\\u001b[2K\","
                                + "\"event\":\"test\",\"rows\":7}",
                        "{\"time\":\"<time>\",\"level\":\"error\",\"text\":\"it failed\",\"event\":\"test\","
                                + "\"error\":\"java.io.IOException: with *** at <frames>\"}");
    }

    @Test
    void eachConfigOfAProcessHasItsOwnFile() throws Exception {
        try (ConfigMark app = ConfigMark.begin("app")) {
            use(folder.resolve("app.log"), 20 << 20, true);
        }
        try (ConfigMark viz = ConfigMark.begin("viz")) {
            use(folder.resolve("viz.log"), 20 << 20, false);
            assertThat(LogFile.use(config(folder.resolve("app.log"), 1 << 20, false), Map.of()))
                    .contains("cannot write log '" + folder.resolve("app.log")
                            + "': another config of this process logs there");
            use(folder.resolve("viz.log"), 20 << 20, false);
            Thread begunByIt = new Thread(() -> Event.of("test").say("of viz"));
            begunByIt.start();
            begunByIt.join();
            LogFile.end();
            Event.of("test").say("after its end");
        }
        try (ConfigMark app = ConfigMark.begin("app")) {
            Event.of("test").say("of app");
            LogFile.end();
        }
        Event.of("test").say("of none");

        assertThat(Files.readString(folder.resolve("app.log")))
                .contains("\"config\":\"app\"", "\"text\":\"of app\"")
                .hasLineCount(1);
        assertThat(Files.readAllLines(folder.resolve("viz.log")).stream().map(LogFileTest::steady))
                .containsExactly("<time> INFO  of viz");
    }

    private static void say() {
        try (LogContext job = LogContext.job("load");
                LogContext shipment = LogContext.shipment("partial 000042")) {
            Event.of("test")
                    .with("rows", 7)
                    .say("two\n  lines to postgresql://u:geheim@h/db?password=geheim&x \u001b[2K");
        }
        Event.failure("test", new IOException("with hunter22")).say("it failed");
    }

    @Test
    void fileIsCutAtItsSizeAndAllItsPartsAreReadForAShipment() throws IOException {
        Path file = folder.resolve("dbferry.log");
        use(file, 64 << 10, false);
        List<String> said = new ArrayList<>();
        for (int i = 0; i < 1200; i++) {
            Event.of("test").say("shipped partial 000042: " + i + " " + "x".repeat(100));
            said.add(String.valueOf(i));
        }

        assertThat(ShipmentLines.read(file, new io.dbferry.stream.format.Sequence(42)))
                .extracting(line -> line.text().replaceFirst(".*: (\\d+) x+$", "$1"))
                .containsExactlyInAnyOrderElementsOf(said);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSizeGreaterThan(1).allSatisfy(one -> assertThat(one)
                    .satisfies(f -> assertThat(f.getFileName().toString())
                            .matches("dbferry(\\.\\d{4}-\\d\\d-\\d\\d\\.\\d+)?\\.log")));
        }
    }

    @Test
    void fileThatCannotBeWrittenIsToldAndKeepsNothingFromRunning() throws IOException {
        Path blocked = Files.createFile(folder.resolve("file"));

        assertThat(LogFile.use(config(blocked.resolve("dbferry.log"), 1 << 20, false), Map.of()))
                .contains("cannot write log '" + blocked.resolve("dbferry.log") + "': its folder cannot be made: "
                        + blocked);
        assertThat(LogFile.use(config(folder, 1 << 20, false), Map.of()))
                .contains("cannot write log '" + folder + "': no right to write there");
    }

    private static void use(Path file, long size, boolean json) {
        assertThat(LogFile.use(config(file, size, json), Map.of("PGPASSWORD", "hunter22")))
                .isEmpty();
    }

    private static LoggingConfig config(Path file, long size, boolean json) {
        return new LoggingConfig(Optional.of(file), 14, size, json);
    }

    private static String steady(String line) {
        return line.replaceFirst("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "<time>")
                .replaceFirst(" at io.*\\.java:\\d+\\)", " at <frames>");
    }
}
