package io.dbferry.jobs.result;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.jobs.progress.JsonProgress;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.progress.Progress;
import io.dbferry.receiver.LoadReport;
import io.dbferry.receiver.ledger.HeldTables.Held;
import io.dbferry.receiver.ledger.RowCounts;
import io.dbferry.receiver.preview.LoadPreview;
import io.dbferry.sender.DumpOutcome;
import io.dbferry.sender.NotCarried;
import io.dbferry.sender.due.CompleteReason;
import io.dbferry.sender.media.ShippedMediaJournal;
import io.dbferry.sender.outbox.Delivered;
import io.dbferry.sender.preview.DumpPreview;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Position;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.ColumnEntry;
import io.dbferry.stream.format.manifest.DeletedEntry;
import io.dbferry.stream.format.manifest.FileEntry;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.stream.format.manifest.MediaEntry;
import io.dbferry.stream.format.manifest.TableEntry;
import io.dbferry.testing.Golden;
import io.dbferry.text.Json;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ResultDocumentsTest {
    private static final Golden GOLDEN = new Golden("app/src/test/resources/io/dbferry/jobs/result");
    private static final Instant NOW = Instant.parse("2026-11-23T03:40:30Z");
    private static final TableName BUS = new TableName("public", "bus");
    private static final DumpResult.Run DUMP = new DumpResult.Run(NOW, "city", Kind.PARTIAL);
    private static final LoadResult.Run LOAD = new LoadResult.Run(NOW, "city", "viz");
    private static final RunFailure FAILURE = RunFailure.of(
            new DbferryException(Failure.DEPOT, "cannot open depot '/x': no such folder", "Create it", null));

    @Test
    void dumpThatShippedIsOneDocument() throws IOException {
        Delivered delivered = new Delivered(manifest(), List.of());
        DumpOutcome outcome = new DumpOutcome.CompleteInstead(
                delivered,
                new CompleteReason.Requested("receiver 'viz' asks for one"),
                new NotCarried(List.of(BUS), List.of(), Optional.empty()),
                List.of(delivered));

        assertGolden("dump-shipped.json", DUMP.of(outcome, null));
    }

    @Test
    void dumpsThatShippedNothingSayWhy() throws IOException {
        ShipmentName since = manifest().name();
        DumpOutcome unchanged = new DumpOutcome.Unchanged(
                since,
                new NotCarried(List.of(), List.of(), Optional.empty()),
                Optional.empty(),
                Optional.empty(),
                List.of());

        assertGolden("dump-unchanged.json", DUMP.of(unchanged, null));
        assertThat(DUMP.skipped(false).result()).isEqualTo(DumpResult.State.SKIPPED);
        assertThat(DUMP.of(DumpPreview.nothing("nothing changed", List.of())).result())
                .isEqualTo(DumpResult.State.UNCHANGED);
    }

    @Test
    void dryDumpHasNoNumberAndSaysThatItEstimates() throws IOException {
        DumpPreview preview = DumpPreview.partial(
                        List.of(new DumpPreview.TableShare(BUS, 3, 1, 90, false, "scan")),
                        new ShippedMediaJournal.Share(2, 700),
                        800,
                        List.of())
                .behind(List.of(manifest()));

        assertGolden("dump-dry-run.json", DUMP.of(preview));
    }

    @Test
    void failuresAreDocumentsToo() throws IOException {
        assertGolden("dump-failed.json", DUMP.failed(false, FAILURE));
        DumpResult behind = DUMP.of(
                new DumpOutcome.CompleteInstead(
                        new Delivered(manifest(), List.of()),
                        new CompleteReason.Requested("receiver 'viz' asks for one"),
                        new NotCarried(List.of(), List.of(), Optional.empty()),
                        List.of()),
                FAILURE);
        assertThat(behind.result()).isEqualTo(DumpResult.State.FAILED);
        assertThat(behind.shipment()).isNotNull();
        assertGolden("load-failed.json", LOAD.of(report(), FAILURE));
        assertThat(LOAD.without(false, FAILURE).exitCode()).isEqualTo(4);
        assertThat(LOAD.without(true, null).result()).isEqualTo(LoadResult.State.SKIPPED);
    }

    @Test
    void loadAndDryLoadAreOfOneShape() throws IOException {
        LoadPreview preview = new LoadPreview(
                report().applied(),
                List.of(new Held(
                        BUS,
                        new Sequence(42),
                        NOW,
                        "column 'x' is missing here",
                        "Add it",
                        new TableName("a", "b"),
                        true)),
                null,
                List.of("a warning"),
                Optional.empty());

        assertGolden("load-applied.json", LOAD.of(report(), null));
        assertGolden("load-dry-run.json", LOAD.of(preview));
        assertThat(LOAD.of(new LoadReport(List.of(), List.of(), null, List.of(), true), null)
                        .result())
                .isEqualTo(LoadResult.State.NOTHING);
    }

    @Test
    void linesOnStandardErrorAreJson() {
        List<String> lines = new ArrayList<>();
        try (Progress.Step step = new JsonProgress(lines::add).begin("rows", 10, Progress.Unit.ROWS)) {
            step.add(10);
        }
        lines.add(JsonLine.warning("late"));
        lines.add(JsonLine.of(FAILURE));

        assertThat(lines)
                .containsExactly(
                        "{\"event\":\"progress\",\"step\":\"rows\",\"unit\":\"rows\",\"done\":0,\"total\":10}",
                        "{\"event\":\"progress\",\"step\":\"rows\",\"unit\":\"rows\",\"done\":10,\"total\":10}",
                        "{\"event\":\"warning\",\"text\":\"late\"}",
                        "{\"event\":\"error\",\"exitCode\":4,\"message\":\"cannot open depot '/x': no such folder\","
                                + "\"hint\":\"Create it\"}");
    }

    private static LoadReport report() {
        RowCounts counts = RowCounts.of(BUS, 1, 2, 3);
        return new LoadReport(
                List.of(new LoadReport.Applied(manifest(), counts, List.of("table 'bus' is in step again"))),
                List.of(manifest().name()),
                null,
                List.of("a warning"),
                false);
    }

    private static Manifest manifest() {
        TableEntry table = new TableEntry(
                BUS,
                List.of(new ColumnEntry("id", "integer")),
                List.of("id"),
                2,
                "bus.json.zst",
                null,
                null,
                null,
                null,
                null,
                null,
                new DeletedEntry("bus-deleted.json.zst", 5, null),
                null,
                null);
        return new Manifest(
                Manifest.FORMAT,
                "city",
                "id",
                new Sequence(42),
                Kind.PARTIAL,
                null,
                new Position("1:1:", "0/1", Instant.parse("2026-11-23T03:35:00Z"), "1", 1),
                List.of(table),
                List.of(),
                null,
                new MediaEntry(1, 10, 1, null, null, null),
                List.of(new FileEntry("bus.json.zst", 100, "")),
                "",
                List.of(),
                null,
                List.of(),
                null);
    }

    private static void assertGolden(String name, Object document) throws IOException {
        GOLDEN.assertSame(name, new String(Json.write(document), UTF_8) + "\n");
    }
}
