package io.dbferry.status;

import io.dbferry.config.Config;
import io.dbferry.config.ReceiverConfig;
import io.dbferry.logging.ShipmentLines;
import io.dbferry.receiver.ledger.LedgerEntry;
import io.dbferry.receiver.ledger.RowCounts;
import io.dbferry.status.ShipmentHistory.Event;
import io.dbferry.status.ShipmentHistory.State;
import io.dbferry.status.ShipmentHistory.Table;
import io.dbferry.stream.format.Kind;
import io.dbferry.stream.format.Receipt;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.stream.format.manifest.TableEntry;
import io.dbferry.text.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** What has been gathered of a shipment so far. */
final class ShipmentHistoryBuilder {
    private final Config config;
    private final WantedShipment wanted;
    private final List<Receipt> receipts = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private Map<String, RowCounts.Rows> written = Map.of();
    private @Nullable Manifest manifest;
    private @Nullable AppliedShipment ledger;
    private @Nullable String folder;
    private @Nullable Kind kind;
    private State state = State.NOT_KNOWN;

    ShipmentHistoryBuilder(Config config, WantedShipment wanted) {
        this.config = config;
        this.wanted = wanted;
    }

    Sequence sequence() {
        return wanted.sequence();
    }

    /** Whether anything is known. Receipts and the log know numbers alone, so they know no name that nobody else has. */
    boolean known() {
        return folder != null || wanted.folder().isEmpty() && !events.isEmpty();
    }

    void waiting(Manifest built) {
        named(built.name());
        manifest = built;
        state = State.WAITING;
    }

    void applied(LedgerEntry entry, Optional<String> rowsByTable) {
        ledger = AppliedShipment.of(entry);
        folder = entry.shipment();
        kind = entry.kind();
        state = State.APPLIED;
        rowsByTable.ifPresent(json -> written = rows(json));
        event(entry.appliedAt(), "ledger", "applied");
    }

    /** Nobody but us writes the ledger; what somebody has made of it by hand is not shown. */
    private static Map<String, RowCounts.Rows> rows(String json) {
        try {
            return Json.read(("{\"byTable\": " + json + "}").getBytes(StandardCharsets.UTF_8), RowCounts.class)
                    .byTable();
        } catch (IOException e) {
            return Map.of();
        }
    }

    void depotRead() {
        state = state == State.NOT_KNOWN ? State.NOT_IN_DEPOT : state;
    }

    /** @param told the manifest, if it can be read; a built one tells more if the shipment is encrypted */
    void inDepot(ShipmentName name, Optional<Manifest> told, Optional<Instant> published) {
        named(name);
        manifest = manifest == null ? told.orElse(null) : manifest;
        state = state == State.APPLIED ? state : State.IN_DEPOT;
        published.ifPresent(time -> event(time, "depot", "manifest written there"));
    }

    private void named(ShipmentName name) {
        folder = name.folder();
        kind = name.kind();
    }

    void receipt(Receipt receipt) {
        receipts.add(receipt);
        kind = kind == null ? receipt.kind() : kind;
        event(
                receipt.time(),
                "receipt",
                "receiver " + receipt.receiver() + ": " + receipt.state().word()
                        + (receipt.message() == null ? "" : ": " + receipt.message()));
    }

    void lines(List<ShipmentLines.Line> lines) {
        for (ShipmentLines.Line line : lines) {
            boolean fine = line.level().compareTo(Level.INFO) >= 0;
            String level = fine ? "" : line.level().name().toLowerCase(Locale.ROOT) + ": ";
            event(line.time(), "log", level + line.text());
        }
    }

    private void event(Instant time, String from, String text) {
        events.add(new Event(time, from, text));
    }

    ShipmentHistory story() {
        Manifest told = manifest;
        boolean plain = told != null && told.encrypted() == null;
        if (told != null) {
            String what = "snapshot taken, WAL " + told.position().wal();
            events.add(0, new Event(told.position().time(), "manifest", what));
        }
        // The log knows milliseconds; what happens within one stays in the order of these places.
        events.sort(Comparator.comparing(event -> event.time().truncatedTo(ChronoUnit.MILLIS)));
        return new ShipmentHistory(
                config instanceof ReceiverConfig ? "receiver" : "sender",
                config.stream(),
                config instanceof ReceiverConfig receiver ? receiver.name() : null,
                wanted.sequence(),
                folder,
                kind,
                after(told),
                state,
                told == null ? null : told.position().snapshot(),
                told == null ? null : told.position().wal(),
                told == null || plain ? null : true,
                told != null && plain ? (Long) told.rows() : null,
                told != null && plain ? (Long) told.media().count() : null,
                told == null ? null : (Long) told.bytes(),
                tables(),
                receipts,
                ledger,
                events);
    }

    private static @Nullable Sequence after(@Nullable Manifest manifest) {
        return manifest == null || manifest.kind() == Kind.COMPLETE || manifest.after() == null
                ? null
                : manifest.after().sequence();
    }

    /** Those that carry something, or of which something was written. */
    private List<Table> tables() {
        Map<String, Table> tables = new TreeMap<>();
        if (manifest != null) {
            for (TableEntry entry : manifest.tables()) {
                long gone = entry.deleted() == null ? 0 : entry.deleted().keys();
                RowCounts.Rows rows = written.get(entry.name().sql());
                if (entry.rows() + gone > 0 || rows != null) {
                    tables.put(entry.name().sql(), table(entry.name().sql(), entry.rows(), gone, rows));
                }
            }
        }
        written.forEach((name, rows) -> tables.putIfAbsent(name, table(name, null, null, rows)));
        return List.copyOf(tables.values());
    }

    private Table table(String name, @Nullable Long carried, @Nullable Long gone, RowCounts.@Nullable Rows rows) {
        if (rows == null) {
            Long none = ledger == null || written.isEmpty() ? null : (Long) 0L;
            return new Table(name, carried, gone, none, none, none);
        }
        return new Table(name, carried, gone, rows.inserted(), rows.updated(), rows.deleted());
    }
}
