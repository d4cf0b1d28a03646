package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two receivers of one depot that keep nothing longer than they must, the second behind the first. */
class TwoReceiversIT {
    private static final String ROWS =
            "SELECT 'r', id, note FROM public.report UNION ALL SELECT 'k', id, name FROM public.kind ORDER BY 1, 2";

    @TempDir
    private Path folder;

    private TwoSides sides;
    private String sender;
    private String first;
    private String second;
    private String secondDatabase;

    @BeforeEach
    void bothHaveTheFirstComplete() throws Exception {
        sides = TwoSides.in(folder);
        sender = sides.sender();
        secondDatabase = TwoSides.SERVER.createDatabase("second");
        TwoSides.SERVER.execute(
                secondDatabase,
                "CREATE TABLE public.report (id bigint PRIMARY KEY, changed timestamptz, note text);"
                        + "CREATE TABLE public.kind (id int PRIMARY KEY, name text)");
        first = receiver("first", sides.receiverDatabase, "0s");
        second = receiver("second", secondDatabase, "0s");
        dump("complete");
        load(first);
        load(second);
    }

    @Test
    void whatTheOtherHasNotAppliedStaysUntilItHas() throws Exception {
        firstGoesAhead();
        assertThat(inDepot()).containsExactly("000001", "000002", "000003", "000004");
        assertThat(run("status", "--config", sender).out().lines())
                .anyMatch(line -> line.matches("first .* 000004 +0 shipments +0 s"))
                .anyMatch(line -> line.matches("second .* 000001 +3 shipments +\\d+ s"))
                .endsWith("receiver second holds back 2 shipments that others need no more; if it is gone for good,"
                        + " delete 'receipts/second' in the depot");
        JsonNode status = json("status", "--json", "--config", sender);
        assertThat(status.at("/receivers/0/holdsBack").asInt()).isZero();
        assertThat(status.at("/receivers/1/holdsBack").asInt()).isEqualTo(2);
        assertThat(status.at("/receivers/1/shipmentsBehind").asInt()).isEqualTo(3);

        assertThat(load(second))
                .startsWith("applied partial 000002: ")
                .contains("\napplied complete 000003: ", "\napplied partial 000004: ")
                .endsWith("\npruned 2 applied shipments from the depot\n");

        assertThat(inDepot()).containsExactly("000003", "000004");
        assertThat(run("status", "--config", sender).out()).doesNotContain("holds back");
        assertBothEqualTheSender();
        dump("partial");
        load(first);
        assertThat(files("receipts/first")).containsExactly("000003.json", "000004.json", "000005.json");
        assertThat(files("receipts/second")).containsExactly("000003.json", "000004.json");
    }

    @Test
    void pruneTellsWhatItDeletesAndWhoHoldsTheRestBack() throws Exception {
        assertThat(run("prune", "--dry-run", "--config", first).steadyLines())
                .containsExactly("nothing to delete: no shipment exceeds the limits of keep");
        firstGoesAhead();
        List<String> held = List.of(
                "held back 2 shipments, <size>",
                "shipment kind time size why by",
                "<stamp>-000001 complete <time> <size> older than 0s second",
                "<stamp>-000002 partial <time> <size> older than 0s second");
        String killed = "incoming/pruned-first-20261123T033000Z-000001";
        Files.createDirectories(sides.depot.resolve(killed));
        assertThat(run("prune", "--config", first).steadyLines()).containsExactlyElementsOf(held);
        assertThat(sides.depot.resolve(killed)).doesNotExist();
        assertThat(inDepot()).hasSize(4);

        assertThat(run("status", "--config", first).steadyLines())
                .contains("held 2 expired shipments, still needed by second");
        Files.move(sides.depot.resolve("receipts/second"), folder.resolve("gone"));
        JsonNode dry = json("prune", "--dry-run", "--json", "--config", first);
        assertThat(dry.at("/dryRun").asBoolean()).isTrue();
        assertThat(dry.at("/heldBack").isEmpty()).isTrue();
        assertThat(dry.at("/deleted/0/sequence").asInt()).isEqualTo(1);
        assertThat(dry.at("/deleted/0/bytes").asLong()).isPositive();
        assertThat(run("prune", "--dry-run", "--config", first).steadyLines())
                .startsWith("would delete 2 shipments, <size>");
        assertThat(inDepot()).hasSize(4);

        assertThat(run("prune", "--config", first).steadyLines())
                .containsExactly(
                        "deleted 2 shipments, <size>",
                        "shipment kind time size why",
                        "<stamp>-000001 complete <time> <size> older than 0s",
                        "<stamp>-000002 partial <time> <size> older than 0s");

        assertThat(inDepot()).containsExactly("000003", "000004");
        assertThat(files("incoming")).isEmpty();
        assertThat(files("receipts/first")).containsExactly("000003.json", "000004.json");
    }

    @Test
    void receiverThatIsGoneStopsPruningUntilItsReceiptsAreDeletedAndHealsIfItComesBack() throws Exception {
        firstGoesAhead();
        Files.move(sides.depot.resolve("receipts/second"), folder.resolve("gone"));
        dump("partial");

        assertThat(load(first)).endsWith("\npruned 2 applied shipments from the depot\n");

        CommandRun back = CommandRun.of("load", "--config", second);
        assertThat(back.err())
                .isEqualTo("warning: the depot had no receipt for complete 000001, the last applied here: it was set"
                        + " back or emptied, or the receipt was deleted; it is left again\n");
        assertThat(back.out()).startsWith("applied complete 000003: ");
        assertBothEqualTheSender();
    }

    @Test
    void receiverWithAGapHealsByItselfAndItsFailureIsTold() throws Exception {
        second = receiver("second", secondDatabase, "1h");
        dump("partial");
        load(first);
        Path lost = shipment("partial");
        dump("partial");
        load(first);
        Files.move(lost, folder.resolve("lost"));
        assertThat(CommandRun.of("load", "--config", second).exit()).isEqualTo(5);

        CommandRun dump = CommandRun.of("dump", "partial", "--config", sender);

        assertThat(dump.out()).startsWith("a complete instead of a partial: receiver 'second' asks for one\n");
        load(first);
        assertThat(CommandRun.of("load", "--config", second).out()).startsWith("applied complete 000004: ");
        assertBothEqualTheSender();
        JsonNode receivers = json("status", "--json", "--config", sender).at("/receivers");
        assertThat(receivers.at("/0/lastFailure").isMissingNode()).isTrue();
        assertThat(receivers.at("/1/state").asText()).isEqualTo("applied");
        assertThat(receivers.at("/1/lastFailure/sequence").asInt()).isEqualTo(3);
        assertThat(receivers.at("/1/lastFailure/state").asText()).isEqualTo("needs a complete");
        assertThat(run("status", "--config", sender).steadyLines())
                .anyMatch(line -> line.endsWith(" 000003 at <time>: cannot load partial 000003: it starts from shipment"
                        + " 000002, which was not applied here"));
    }

    /** {@code ONE_RECEIVER_IS_ENOUGH} in model/README.md. */
    @Test
    void lostShipmentThatOnlyOneReceiverHasAppliedIsFollowedByAComplete() throws Exception {
        dump("complete");
        load(first);
        Files.move(newest("complete"), folder.resolve("lost"));

        CommandRun dump = run("dump", "partial", "--config", sender);

        assertThat(dump.out())
                .startsWith("a complete instead of a partial: complete 000002 is no longer in the depot, and receiver"
                        + " 'second' has not applied it\nshipped complete 000003: ");
        load(first);
        load(second);
        assertBothEqualTheSender();
    }

    /** The answer to the newcomer's request would have been complete 000003. */
    @Test
    void requestIsOpenWhileTheLastCompleteIsNotInTheDepot() throws Exception {
        dump("complete");
        load(first);
        load(second);
        assertThat(files("complete")).hasSize(1);
        damage(shipment("complete"));
        receiver("first", sides.receiverDatabase, "1h");
        receiver("second", secondDatabase, "1h");
        dump("complete");
        load(first);
        load(second);
        Files.move(newest("complete"), folder.resolve("lost"));
        dump("partial");
        load(first);
        load(second);
        String thirdDatabase = TwoSides.SERVER.createDatabase("third");
        TwoSides.SERVER.execute(
                thirdDatabase,
                "CREATE TABLE public.report (id bigint PRIMARY KEY, changed timestamptz, note text);"
                        + "CREATE TABLE public.kind (id int PRIMARY KEY, name text)");
        String third = receiver("third", thirdDatabase, "1h");
        assertThat(CommandRun.of("load", "--config", third).exit()).isEqualTo(5);
        assertThat(files("receipts/third")).containsExactly("000002.json");

        CommandRun dump = CommandRun.of("dump", "partial", "--config", sender);

        assertThat(dump.out())
                .startsWith(
                        "a complete instead of a partial: receiver 'third' asks for one\nshipped complete 000005: ");
        assertThat(run("load", "--config", third).out()).startsWith("applied complete 000005: ");
        assertThat(rows(thirdDatabase)).isEqualTo(rows(sides.senderDatabase));
    }

    private static void damage(Path shipment) throws IOException {
        Files.writeString(shipment.resolve("database.sql.zst"), "x");
    }

    private void firstGoesAhead() throws IOException {
        dump("partial");
        load(first);
        dump("complete");
        load(first);
        dump("partial");
        assertThat(load(first)).startsWith("applied partial 000004: ").doesNotContain("pruned");
    }

    private void dump(String kind) {
        TwoSides.SERVER.execute(
                sides.senderDatabase, "INSERT INTO public.report (changed, note) VALUES (now(), 'new')");
        assertThat(run("dump", kind, "--config", sender).out()).startsWith("shipped " + kind + " ");
    }

    private static String load(String receiver) {
        return run("load", "--config", receiver).out();
    }

    private static CommandRun run(String... args) {
        CommandRun run = CommandRun.of(args);
        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        return run;
    }

    private static JsonNode json(String... args) throws IOException {
        return new ObjectMapper().readTree(run(args).out());
    }

    private void assertBothEqualTheSender() throws SQLException {
        List<String> rows = rows(sides.senderDatabase);
        assertThat(rows(sides.receiverDatabase)).isEqualTo(rows);
        assertThat(rows(secondDatabase)).isEqualTo(rows);
    }

    private static List<String> rows(String database) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = TwoSides.SERVER.connect(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(ROWS)) {
            while (row.next()) {
                rows.add(row.getString(1) + " " + row.getLong(2) + " " + row.getString(3));
            }
        }
        return rows;
    }

    private List<String> inDepot() throws IOException {
        return Stream.concat(files("complete").stream(), files("partial").stream())
                .map(name -> name.replaceFirst(".*-", ""))
                .sorted()
                .toList();
    }

    private Path shipment(String kind) {
        return Objects.requireNonNull(sides.depot.resolve(kind).toFile().listFiles())[0].toPath();
    }

    private Path newest(String kind) throws IOException {
        List<String> names = files(kind);
        return sides.depot.resolve(kind).resolve(names.get(names.size() - 1));
    }

    private List<String> files(String place) throws IOException {
        try (Stream<Path> files = Files.list(sides.depot.resolve(place))) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private String receiver(String name, String database, String keep) throws IOException {
        return Files.writeString(folder.resolve(name + ".yaml"), """
                        role: receiver
                        stream: test
                        name: %s
                        database: {url: "%s"}
                        depot: %s
                        work: %s
                        keep: {free-space: 1MB, complete: %s, partial: %s}
                        trust: {unsigned: accept}
                        """.formatted(
                        name, TwoSides.SERVER.url(database), sides.depot, folder.resolve(name + "-work"), keep, keep))
                .toString();
    }
}
