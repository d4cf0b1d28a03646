package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusCommandIT {
    private static final String NOBODY =
            "started by nobody: no daemon runs, and this user's crontab has no line of this config";

    @TempDir
    private Path folder;

    private TwoSides sides;
    private String sender;
    private String receiver;

    @BeforeEach
    void prepare() throws IOException {
        sides = TwoSides.in(folder);
        sender = sides.sender();
        receiver = sides.receiver();
    }

    @Test
    void newSidesHaveNothingToTell() {
        CommandRun sending = CommandRun.of("status", "--config", sender);
        CommandRun receiving = CommandRun.of("status", "--config", receiver);

        assertThat(sending.err() + receiving.err()).isEmpty();
        assertThat(sending.out().lines())
                .containsExactly(
                        "nothing has been shipped from here yet",
                        "HINT: Ship the first: dbferry dump complete",
                        "",
                        "stream    test, sender",
                        "database  " + TwoSides.SERVER.url(sides.senderDatabase),
                        "depot     " + sides.depot + ", 0 shipments",
                        "shipped   nothing from here yet",
                        "waiting   nothing",
                        "",
                        "job            schedule     last run  exit code  took  next run",
                        "dump complete  30 3 * * *          -          -     -         -",
                        "dump partial   */5 * * * *         -          -     -         -",
                        NOBODY,
                        "",
                        "no receiver has left a receipt yet");
        assertThat(receiving.out().lines())
                .containsExactly(
                        "nothing has been applied here yet, and nothing is due",
                        "HINT: On the sender, run: dbferry dump complete",
                        "",
                        "stream    test, receiver viz",
                        "database  " + TwoSides.SERVER.url(sides.receiverDatabase),
                        "depot     " + sides.depot + ", 0 shipments",
                        "applied   nothing applied yet",
                        "due       nothing",
                        "",
                        "job            schedule     last run  exit code  took  next run",
                        "load complete  0 * * * *           -          -     -         -",
                        "load partial   */2 * * * *         -          -     -         -",
                        NOBODY);
        assertThat(sending.exit() + receiving.exit()).isZero();
        assertThat(folder.resolve("sender-work")).doesNotExist();
    }

    @Test
    void eachSideTellsHowFarItIsBehind() {
        run("dump", "complete", "--config", sender);
        run("load", "--config", receiver);
        TwoSides.SERVER.execute(sides.senderDatabase, "UPDATE public.report SET changed = now(), note = 'x'");
        run("dump", "partial", "--config", sender);

        assertThat(CommandRun.of("status", "--config", receiver).steadyLines())
                .contains(
                        "applied complete 000001 of <time>, <span> ago",
                        "due 1 shipment: partial 000002 of <time>, <span> ago",
                        "shipment kind applied at inserted updated deleted media size postprocess",
                        "<stamp>-000001 complete <time> 5 0 0 0 <size> done");
        assertThat(CommandRun.of("status", "--config", sender).steadyLines())
                .contains(
                        "shipped partial 000002 of <time>, <span> ago",
                        "<stamp>-000002 partial <time> 3 0 <size>",
                        "<stamp>-000001 complete <time> 5 0 <size>")
                .anyMatch(line -> line.matches("viz 000001 applied <time> 000001 1 shipment \\d+ s"));
    }

    @Test
    void failedPostprocessSaysWhy() throws IOException {
        String failing = sides.receiver(
                "postgres",
                "name: viz\ntrust: {unsigned: accept}\npostprocess: [{after: any, command: [sh, -c, exit 7]}]");
        run("dump", "complete", "--config", sender);

        assertThat(CommandRun.of("load", "--config", failing).exit()).isEqualTo(9);

        assertThat(CommandRun.of("status", "--config", failing).steadyLines())
                .contains("<stamp>-000001 complete <time> 5 0 0 0 <size> failed: ended with exit code 7");
    }

    @Test
    void whatWaitsForTheDepotIsListed() throws IOException {
        run("dump", "complete", "--config", sender);
        Path outbox = sides.folder.resolve("sender-work/outbox/complete");
        Path shipped =
                Objects.requireNonNull(sides.depot.resolve("complete").toFile().listFiles())[0].toPath();
        Files.move(shipped, Files.createDirectories(outbox).resolve(shipped.getFileName()));
        Path unfinished = Files.createDirectory(outbox.resolve("20261123T033000Z-000009"));

        assertThat(CommandRun.of("status", "--config", sender).steadyLines())
                .containsSubsequence(
                        "depot " + sides.depot + ", 0 shipments",
                        "waiting 1 shipment",
                        "waiting here kind time rows media size",
                        "<stamp>-000001 complete <time> 5 0 <size>");
        assertThat(unfinished).exists();
    }

    @Test
    void jsonHasExactNumbers() throws IOException {
        run("dump", "complete", "--config", sender);
        JsonNode due = json("status", "--json", "--config", receiver);
        run("load", "--config", receiver);
        JsonNode applied = json("status", "--json", "--config", receiver);
        JsonNode shipped = json("status", "--json", "--config", sender);

        assertThat(due.at("/due/shipments").asInt()).isEqualTo(1);
        assertThat(due.at("/due/oldest/0/rows").asLong()).isEqualTo(5);
        assertThat(due.has("last")).isFalse();
        assertThat(due.at("/verdict/level").asText()).isEqualTo("empty");
        assertThat(applied.at("/last/changes/inserted").asInt()).isEqualTo(5);
        assertThat(applied.at("/shipments/0/postprocess/state").asText()).isEqualTo("done");
        assertThat(applied.at("/due/shipments").asInt()).isZero();
        assertThat(applied.at("/lag/seconds").asLong()).isBetween(0L, 600L);
        assertThat(applied.at("/verdict/text").asText()).matches("viz is \\d+ (s|min) behind, all well");
        assertThat(shipped.at("/receivers/0/applied").asInt()).isEqualTo(1);
        assertThat(shipped.at("/receivers/0/lagSeconds").asInt(-1)).isZero();
        assertThat(shipped.at("/shipments/0/receipts/0/receiver").asText()).isEqualTo("viz");
        assertThat(shipped.at("/shipments/0/bytes").asLong())
                .isEqualTo(applied.at("/shipments/0/bytes").asLong())
                .isPositive();
        for (String stage : List.of("inDepotAt", "appliedAt")) {
            assertThat(Instant.parse(applied.at("/shipments/0/" + stage).asText()))
                    .isAfterOrEqualTo(
                            Instant.parse(applied.at("/shipments/0/time").asText()));
        }
        assertThat(shipped.at("/tables/1/table").asText()).isEqualTo("report");
        assertThat(shipped.at("/tables/1/strategy").asText()).startsWith("window");
    }

    @Test
    void withoutDepotTheSenderTellsWhatItKnows() throws IOException {
        run("dump", "complete", "--config", sender);
        Files.move(sides.depot, folder.resolve("away"));
        CommandRun failed = CommandRun.of("dump", "partial", "--config", sender);
        CommandRun text = CommandRun.of("status", "--config", sender);
        CommandRun document = CommandRun.of("status", "--json", "--config", sender);

        String message = "cannot open depot '" + sides.depot + "': the folder does not exist";
        String hint = "HINT: Create it: mkdir -p '" + sides.depot + "'";
        assertThat(failed.exit()).isEqualTo(4);
        assertThat(text.exit()).isEqualTo(4);
        assertThat(text.err()).isEmpty();
        assertThat(text.steadyLines())
                .startsWith("dump partial fails since <time> (0 s): " + message, hint)
                .contains(
                        "depot " + sides.depot + ", cannot be read now",
                        "shipped complete 000001 of <time>, <span> ago",
                        "waiting nothing",
                        "incident dump partial since <time>, 1 run, exit code 4: " + message,
                        " " + hint)
                .doesNotContain("failed " + message) // twice is enough
                .anyMatch(line -> line.startsWith("dump complete 30 3 * * * <time> 0 "))
                .anyMatch(line -> line.startsWith("dump partial */5 * * * * <time> 4 "));
        JsonNode json = new ObjectMapper().readTree(document.out());
        assertThat(document.exit()).isEqualTo(4);
        assertThat(json.at("/exitCode").asInt()).isEqualTo(4);
        assertThat(json.at("/verdict/level").asText()).isEqualTo("failing");
        assertThat(json.at("/problems/0/part").asText()).isEqualTo("depot");
        assertThat(json.at("/last/sequence").asInt()).isEqualTo(1);
        assertThat(json.has("receivers")).isFalse();
    }

    @Test
    void withoutDatabaseEachSideTellsOfTheDepot() throws IOException {
        run("dump", "complete", "--config", sender);
        String gone = "postgresql://nobody@127.0.0.1:1/none";
        for (String config : List.of(sender, receiver)) {
            Path file = Path.of(config);
            Files.writeString(file, Files.readString(file).replaceFirst("\\{url: .*}", "{url: \"" + gone + "\"}"));
        }

        CommandRun sending = CommandRun.of("status", "--config", sender);
        CommandRun receiving = CommandRun.of("status", "--config", receiver);

        assertThat(sending.exit()).isEqualTo(3);
        assertThat(sending.steadyLines())
                .contains("database " + gone + ", cannot be read now", "depot " + sides.depot + ", 1 shipment")
                .contains("<stamp>-000001 complete <time> 5 0 <size>");
        assertThat(sending.out()).startsWith("cannot connect to database '" + gone + "': ");
        assertThat(receiving.exit()).isEqualTo(6);
        assertThat(receiving.steadyLines()).contains("depot " + sides.depot + ", 1 shipment");
        assertThat(receiving.out()).startsWith("cannot connect to database '" + gone + "': ");
    }

    @Test
    void failingLoadIsToldUntilItGoesWell() throws IOException {
        sides.receiver("postgres", "name: viz\ntrust: {unsigned: accept}\non-trouble: stop");
        run("dump", "complete", "--config", sender);
        TwoSides.SERVER.execute(sides.receiverDatabase, "ALTER TABLE public.report RENAME TO other");
        assertThat(CommandRun.of("load", "--config", receiver).exit()).isEqualTo(6);
        CommandRun failing = CommandRun.of("status", "--config", receiver);
        TwoSides.SERVER.execute(sides.receiverDatabase, "ALTER TABLE public.other RENAME TO report");
        run("load", "--config", receiver);
        CommandRun well = CommandRun.of("status", "--config", receiver);

        assertThat(failing.exit()).isEqualTo(6);
        assertThat(failing.steadyLines().get(0)).startsWith("load fails since <time> (0 s): cannot load ");
        assertThat(failing.steadyLines().get(1)).startsWith("HINT: ");
        assertThat(failing.out()).contains("due       1 shipment: complete 000001 of");
        assertThat(well.exit()).isZero();
        assertThat(well.steadyLines().get(0)).matches("viz is \\d+ s behind, all well");
        assertThat(well.out()).doesNotContain("incident");
    }

    @Test
    void depotThatIsNotThereIsItsOwnExitCode() throws IOException {
        Files.delete(sides.depot);

        CommandRun run = CommandRun.of("status", "--config", sender);

        assertThat(run.exit()).isEqualTo(4);
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines())
                .startsWith(
                        "cannot open depot '" + sides.depot + "': the folder does not exist",
                        "HINT: Create it: mkdir -p '" + sides.depot + "'");
    }

    private static JsonNode json(String... args) throws IOException {
        return new ObjectMapper().readTree(run(args).out());
    }

    private static CommandRun run(String... args) {
        CommandRun run = CommandRun.of(args);
        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        return run;
    }
}
