package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusCommandIT {
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
                        "stream    test, sender",
                        "depot     " + sides.depot + ", 0 shipments",
                        "shipped   nothing from here yet",
                        "waiting   nothing",
                        "",
                        "no receiver has left a receipt yet");
        assertThat(receiving.out().lines())
                .containsExactly(
                        "stream    test, receiver viz",
                        "database  " + TwoSides.SERVER.url(sides.receiverDatabase),
                        "depot     " + sides.depot,
                        "applied   nothing applied yet",
                        "due       nothing");
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
        assertThat(due.at("/lastApplied").isNull()).isTrue();
        assertThat(applied.at("/lastApplied/rowsInserted").asInt()).isEqualTo(5);
        assertThat(applied.at("/ledger/0/postprocess").asText()).isEqualTo("done");
        assertThat(applied.at("/due/shipments").asInt()).isZero();
        assertThat(shipped.at("/receivers/0/applied").asInt()).isEqualTo(1);
        assertThat(shipped.at("/receivers/0/secondsBehind").asInt()).isZero();
        assertThat(shipped.at("/newest/0/bytes").asLong())
                .isEqualTo(applied.at("/ledger/0/bytes").asLong())
                .isPositive();
    }

    @Test
    void unreachableDepotIsItsOwnExitCode() throws IOException {
        Files.delete(sides.depot);

        CommandRun run = CommandRun.of("status", "--config", sender);

        assertThat(run.exit()).isEqualTo(4);
        assertThat(run.err().lines())
                .containsExactly(
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
