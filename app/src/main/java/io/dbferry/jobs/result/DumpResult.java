package io.dbferry.jobs.result;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.sender.DumpOutcome;
import io.dbferry.sender.outbox.Delivered;
import io.dbferry.sender.preview.DumpPreview;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.DeletedEntry;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.stream.format.manifest.TableEntry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code dump} did, or with {@code --dry-run} would do; the document of {@code dump --json}.
 *
 * @param asked for, by the command line
 * @param result {@code failed} whenever the exit code is not 0, whatever was shipped before
 * @param why that shipment, or none; missing where it is what was asked for
 * @param shipment the one of this run; missing if there is none
 * @param waited shipments that had waited for the depot and went first
 */
@JsonInclude(Include.NON_NULL)
public record DumpResult(
        int version,
        String command,
        Instant time,
        String stream,
        Kind asked,
        boolean dryRun,
        State result,
        @Nullable String why,
        @Nullable Shipment shipment,
        @JsonInclude(Include.NON_EMPTY) List<Shipment> waited,
        @JsonInclude(Include.NON_EMPTY) List<String> notShipped,
        int exitCode,
        @Nullable RunFailure error) {
    /** Raised when a key goes or changes its meaning. */
    public static final int VERSION = 1;

    /** How the run ended. */
    public enum State {
        @JsonProperty("shipped")
        SHIPPED,
        @JsonProperty("unchanged")
        UNCHANGED,
        @JsonProperty("postponed")
        POSTPONED,
        @JsonProperty("skipped")
        SKIPPED,
        @JsonProperty("failed")
        FAILED
    }

    /**
     * A shipment.
     *
     * @param sequence its number; missing if it has none yet
     * @param bytesReferredTo rows of a complete that earlier ones carry; missing if there are none
     * @param estimated whether rows and bytes are estimates; missing if they are not
     */
    @JsonInclude(Include.NON_NULL)
    public record Shipment(
            @Nullable Long sequence,
            Kind kind,
            @Nullable String shipment,
            @Nullable Instant time,
            long rows,
            long deletedKeys,
            long mediaFiles,
            long mediaBytes,
            long bytes,
            @Nullable Long bytesReferredTo,
            @Nullable Boolean estimated,
            List<TableRows> tables) {}

    /**
     * A table's share.
     *
     * @param whole whether the rows are all that it has
     * @param strategy how they were found
     */
    @JsonInclude(Include.NON_NULL)
    public record TableRows(
            String table,
            long rows,
            long deletedKeys,
            @Nullable Boolean whole,
            @Nullable Long bytes,
            @Nullable String strategy) {}

    /** What every document begins with. */
    public record Run(Instant time, String stream, Kind asked) {
        /** @param problem what it failed with behind all that; null if it did not */
        public DumpResult of(DumpOutcome outcome, @Nullable RunFailure problem) {
            return with(
                    false,
                    problem == null ? state(outcome) : State.FAILED,
                    why(outcome).orElse(null),
                    outcome.shipment()
                            .map(Delivered::manifest)
                            .map(DumpResult::shipment)
                            .orElse(null),
                    outcome.waited().stream().map(Delivered::manifest).toList(),
                    outcome.notCarried().uncovered(),
                    problem);
        }

        public DumpResult of(DumpPreview preview) {
            return with(
                    true,
                    preview.kind().isPresent() ? State.SHIPPED : State.UNCHANGED,
                    preview.why(),
                    preview.kind()
                            .map(kind -> DumpResult.shipment(kind, preview))
                            .orElse(null),
                    preview.waiting(),
                    preview.uncovered(),
                    null);
        }

        public DumpResult failed(boolean dryRun, RunFailure problem) {
            return with(dryRun, State.FAILED, null, null, List.of(), List.of(), problem);
        }

        /** Another run has the lock, and the command was told not to mind. */
        public DumpResult skipped(boolean dryRun) {
            return with(dryRun, State.SKIPPED, "another run is in progress", null, List.of(), List.of(), null);
        }

        private DumpResult with(
                boolean dryRun,
                State state,
                @Nullable String why,
                @Nullable Shipment shipment,
                List<Manifest> waited,
                List<TableName> uncovered,
                @Nullable RunFailure problem) {
            return new DumpResult(
                    VERSION,
                    "dump",
                    time,
                    stream,
                    asked,
                    dryRun,
                    state,
                    why,
                    shipment,
                    waited.stream().map(DumpResult::shipment).toList(),
                    uncovered.stream().map(TableName::toString).toList(),
                    problem == null ? 0 : problem.exitCode(),
                    problem);
        }
    }

    private static State state(DumpOutcome outcome) {
        if (outcome.shipment().isPresent()) {
            return State.SHIPPED;
        }
        return outcome instanceof DumpOutcome.Postponed ? State.POSTPONED : State.UNCHANGED;
    }

    private static Optional<String> why(DumpOutcome outcome) {
        if (outcome instanceof DumpOutcome.CompleteInstead instead) {
            return Optional.of(instead.reason().text());
        }
        if (outcome instanceof DumpOutcome.Postponed postponed) {
            return Optional.of(postponed.request().describe());
        }
        return outcome instanceof DumpOutcome.Unchanged unchanged
                ? Optional.of("nothing changed since " + unchanged.since())
                : Optional.empty();
    }

    private static Shipment shipment(Manifest manifest) {
        ShipmentName name = manifest.name();
        List<TableRows> tables = manifest.tables().stream()
                .map(table ->
                        new TableRows(table.name().toString(), table.rows(), deletedKeys(table), null, null, null))
                .toList();
        return new Shipment(
                name.sequence().number(),
                name.kind(),
                name.folder(),
                name.time(),
                manifest.rows(),
                tables.stream().mapToLong(TableRows::deletedKeys).sum(),
                manifest.media().count(),
                manifest.media().bytes(),
                manifest.bytes(),
                manifest.bytesReferredTo() == 0 ? null : (Long) manifest.bytesReferredTo(),
                null,
                tables);
    }

    private static long deletedKeys(TableEntry table) {
        DeletedEntry deleted = table.deleted();
        return deleted == null ? 0 : deleted.keys();
    }

    private static Shipment shipment(Kind kind, DumpPreview preview) {
        return new Shipment(
                null,
                kind,
                null,
                null,
                preview.rows(),
                preview.deleted(),
                preview.media().files(),
                preview.media().bytes(),
                preview.bytes(),
                null,
                true,
                preview.tables().stream()
                        .map(t -> new TableRows(
                                t.table().toString(), t.rows(), t.deleted(), t.whole(), t.bytes(), t.strategy()))
                        .toList());
    }
}
