package io.dbferry.jobs.result;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.receiver.LoadReport;
import io.dbferry.receiver.ledger.HeldTables.Held;
import io.dbferry.receiver.ledger.RowCounts;
import io.dbferry.receiver.preview.LoadPreview;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.ShipmentName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code load} did, or with {@code --dry-run} would do; the document of {@code load --json}.
 *
 * @param receiver its name
 * @param result {@code failed} whenever the exit code is not 0, whatever was applied before
 * @param pruned folders of shipments that were deleted from the depot
 * @param waiting why shipments were left for another run
 * @param held of a dry run: tables that would stand still
 */
@JsonInclude(Include.NON_NULL)
public record LoadResult(
        int version,
        String command,
        Instant time,
        String stream,
        String receiver,
        boolean dryRun,
        State result,
        List<Shipment> shipments,
        @JsonInclude(Include.NON_EMPTY) List<String> pruned,
        @Nullable String waiting,
        @JsonInclude(Include.NON_EMPTY) List<HeldBack> held,
        @JsonInclude(Include.NON_EMPTY) List<String> warnings,
        int exitCode,
        @Nullable RunFailure error) {
    /** Raised when a key goes or changes its meaning. */
    public static final int VERSION = 1;

    /** How the run ended. */
    public enum State {
        @JsonProperty("applied")
        APPLIED,
        @JsonProperty("nothing")
        NOTHING,
        @JsonProperty("skipped")
        SKIPPED,
        @JsonProperty("failed")
        FAILED
    }

    /**
     * A shipment that was applied, with what it changed.
     *
     * @param repaired what it did about known differences
     */
    public record Shipment(
            long sequence,
            Kind kind,
            String shipment,
            Instant time,
            long inserted,
            long updated,
            long deleted,
            long mediaFiles,
            long mediaBytes,
            long bytes,
            List<TableRows> tables,
            @JsonInclude(Include.NON_EMPTY) List<String> repaired) {
        private static Shipment of(LoadReport.Applied applied) {
            ShipmentName name = applied.manifest().name();
            RowCounts counts = applied.counts();
            return new Shipment(
                    name.sequence().number(),
                    name.kind(),
                    name.folder(),
                    name.time(),
                    counts.inserted(),
                    counts.updated(),
                    counts.deleted(),
                    applied.manifest().media().count(),
                    applied.manifest().media().bytes(),
                    applied.manifest().bytes(),
                    counts.byTable().entrySet().stream()
                            .map(t -> new TableRows(
                                    TableName.ofSql(t.getKey()).toString(),
                                    t.getValue().inserted(),
                                    t.getValue().updated(),
                                    t.getValue().deleted()))
                            .toList(),
                    applied.repaired());
        }
    }

    /** Rows of one table. */
    public record TableRows(String table, long inserted, long updated, long deleted) {}

    /** A table that would stand still. */
    @JsonInclude(Include.NON_NULL)
    public record HeldBack(
            String table,
            long since,
            String cause,
            @Nullable String hint,
            @Nullable String tiedTo) {
        private static HeldBack of(Held held) {
            TableName tied = held.tiedTo();
            return new HeldBack(
                    held.table().toString(),
                    held.since().number(),
                    held.cause(),
                    held.hint(),
                    tied == null ? null : tied.toString());
        }
    }

    /** What every document begins with. */
    public record Run(Instant time, String stream, String receiver) {
        /** @param problem what it failed with behind all that; null if it did not */
        public LoadResult of(LoadReport report, @Nullable RunFailure problem) {
            return with(
                    false,
                    state(report.applied(), problem),
                    report.applied(),
                    report.pruned(),
                    report.waiting(),
                    List.of(),
                    report.warnings(),
                    problem);
        }

        public LoadResult of(LoadPreview preview) {
            RunFailure problem = preview.failure().map(RunFailure::of).orElse(null);
            return with(
                    true,
                    state(preview.shipments(), problem),
                    preview.shipments(),
                    List.of(),
                    preview.waiting(),
                    preview.held(),
                    preview.warnings(),
                    problem);
        }

        /** It failed before it could say anything, or another run has the lock and the command was told not to mind. */
        public LoadResult without(boolean dryRun, @Nullable RunFailure problem) {
            return with(
                    dryRun,
                    problem == null ? State.SKIPPED : State.FAILED,
                    List.of(),
                    List.of(),
                    problem == null ? "another run is in progress" : null,
                    List.of(),
                    List.of(),
                    problem);
        }

        private LoadResult with(
                boolean dryRun,
                State state,
                List<LoadReport.Applied> applied,
                List<ShipmentName> pruned,
                @Nullable String waiting,
                List<Held> held,
                List<String> warnings,
                @Nullable RunFailure problem) {
            return new LoadResult(
                    VERSION,
                    "load",
                    time,
                    stream,
                    receiver,
                    dryRun,
                    state,
                    applied.stream().map(Shipment::of).toList(),
                    pruned.stream().map(ShipmentName::folder).toList(),
                    waiting,
                    held.stream().map(HeldBack::of).toList(),
                    warnings,
                    problem == null ? 0 : problem.exitCode(),
                    problem);
        }

        private static State state(List<LoadReport.Applied> applied, @Nullable RunFailure problem) {
            return problem != null ? State.FAILED : applied.isEmpty() ? State.NOTHING : State.APPLIED;
        }
    }
}
