package io.dbferry.receiver.proof;

import io.dbferry.config.ReceiverConfig;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.files.FolderTree;
import io.dbferry.postgres.catalog.Catalog;
import io.dbferry.postgres.catalog.CatalogReader;
import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.catalog.TablePatterns;
import io.dbferry.postgres.connect.Database;
import io.dbferry.receiver.apply.Targets;
import io.dbferry.receiver.ledger.FilledTables;
import io.dbferry.receiver.ledger.HeldTables;
import io.dbferry.receiver.ledger.HeldTables.Held;
import io.dbferry.receiver.ledger.Ledger;
import io.dbferry.receiver.ledger.LedgerEntry;
import io.dbferry.receiver.ledger.Outstanding;
import io.dbferry.receiver.ledger.Proofs;
import io.dbferry.receiver.ledger.Proofs.Proof;
import io.dbferry.receiver.ledger.Receipts;
import io.dbferry.receiver.map.TableMap;
import io.dbferry.receiver.media.WantedMedia;
import io.dbferry.receiver.open.ShipmentReader;
import io.dbferry.receiver.open.ShipmentTrust;
import io.dbferry.stream.Depot;
import io.dbferry.stream.age.AgeIdentities;
import io.dbferry.stream.digest.BucketSums;
import io.dbferry.stream.format.Receipt;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.MediaFile;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One run of {@code verify}: compares what is applied with the digests in the depot, and records what it found. */
public final class VerifyRun {
    private static final String FETCHED = "verified";

    private final ReceiverConfig config;
    private final Database database;
    private final Depot depot;
    private final ShipmentTrust trust;
    private final Clock clock;
    private final List<String> warnings = new ArrayList<>();

    public VerifyRun(ReceiverConfig config, Database database, Depot depot, ShipmentTrust trust, Clock clock) {
        this.config = config;
        this.database = database;
        this.depot = depot;
        this.trust = trust;
        this.clock = clock;
    }

    /**
     * Verifies.
     *
     * @param patterns of tables, as of {@code pg_dump --table}; empty for all tables and media
     * @throws DbferryException if there is nothing to compare with; a difference is a result
     */
    public VerifyReport run(List<String> patterns) throws IOException {
        Path fetched = config.work().resolve(FETCHED);
        FolderTree.delete(fetched); // what a killed run has left, decrypted files among it
        try (Connection connection = database.connect()) {
            new Ledger(connection, config.stream()).create();
            SnapshotReader.begin(connection);
            Found found = look(connection, patterns);
            connection.rollback();
            connection.setReadOnly(false);
            connection.setAutoCommit(true);
            MediaProof media = new MediaProof(config.media());
            if (patterns.isEmpty()) {
                media.compare(found.plan().shipments());
            }
            Map<TableName, Proof> recorded = record(connection, found, patterns.isEmpty() ? media.different() : null);
            return report(found, recorded, patterns.isEmpty() ? media.report() : null);
        } catch (SQLException e) {
            throw database.refused("verify", e);
        } finally {
            FolderTree.delete(fetched);
        }
    }

    /** What could not be left in the depot. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    private record Found(ProofPlan plan, List<Difference> differences, List<Held> held, List<TableName> left) {
        Optional<Difference> difference(TableName table) {
            return differences.stream().filter(d -> d.table().equals(table)).findFirst();
        }
    }

    private Found look(Connection connection, List<String> patterns) throws SQLException, IOException {
        AgeIdentities identities =
                config.identityFile().map(AgeIdentities::read).orElse(null);
        Path fetched = config.work().resolve(FETCHED);
        Predicate<TableName> named = wanted(patterns);
        List<Held> held = new HeldTables(connection, config.stream(), named).all();
        Ledger ledger = new Ledger(connection, config.stream());
        FilledTables filled = ledger.filledTables();
        List<TableName> left = ledger.left().stream().filter(named).toList();
        Set<TableName> still = held.stream().map(Held::table).collect(Collectors.toSet());
        ProofPlan plan = ProofPlan.of(
                ledger,
                depot.shipments(),
                name -> ShipmentReader.open(
                                depot,
                                name,
                                config.stream(),
                                trust,
                                Optional.ofNullable(identities),
                                fetched.resolve(name.folder()))
                        .mapped(new TableMap(config.map())),
                table -> named.test(table) && !still.contains(table) && filled.covers(table));
        if (plan.proofs().isEmpty() && plan.changed().isEmpty() && still.isEmpty() && left.isEmpty()) {
            throw new DbferryException(
                    Failure.CONFIG,
                    "cannot verify: none of the tables that are loaded here is named so",
                    "Name tables as pg_dump --table does; without a name, all are verified");
        }
        Map<TableName, BucketSums> differing = new SnapshotReader(database, connection, plan.proofs())
                .differing(tables(new CatalogReader(connection).read(), plan));
        return new Found(plan, differences(plan, differing), held, left);
    }

    private Predicate<TableName> wanted(List<String> patterns) {
        Predicate<TableName> loaded = Targets.wanted(config);
        TablePatterns named = TablePatterns.of(patterns);
        return patterns.isEmpty() ? loaded : name -> loaded.test(name) && named.matches(name);
    }

    private static List<Table> tables(Catalog catalog, ProofPlan plan) {
        return plan.proofs().keySet().stream()
                .map(name -> catalog.find(name)
                        .orElseThrow(() -> new DbferryException(
                                Failure.TARGET_DATABASE,
                                "cannot verify table '" + name + "': it is missing here",
                                "Create it with the application's migrations; the next complete fills it")))
                .toList();
    }

    private static List<Difference> differences(ProofPlan plan, Map<TableName, BucketSums> differing)
            throws IOException {
        List<Difference> differences = new ArrayList<>();
        for (ShipmentReader shipment : plan.shipments()) {
            Map<TableName, BucketSums> of = new HashMap<>();
            differing.forEach((table, sums) -> {
                if (plan.proofs().get(table) == shipment) {
                    of.put(table, sums);
                }
            });
            differences.addAll(new TableProof(shipment).differences(of));
        }
        return differences;
    }

    /**
     * Unless a load has gone on meanwhile, which makes what was found a thing of the past.
     *
     * @param media those that differ; null if they were not compared
     */
    private Map<TableName, Proof> record(Connection connection, Found found, @Nullable List<MediaFile> media)
            throws SQLException, IOException {
        Proofs proofs = new Proofs(connection, config.stream());
        Ledger ledger = new Ledger(connection, config.stream());
        Map<TableName, Proof> before = proofs.all().stream().collect(Collectors.toMap(Proof::table, proof -> proof));
        Map<TableName, Proof> now = new HashMap<>();
        found.plan().proofs().forEach((table, shipment) -> {
            Proof proof = found.difference(table)
                    .map(d -> Recorded.different(shipment.manifest(), d, Optional.ofNullable(before.get(table))))
                    .orElseGet(() ->
                            Recorded.equal(shipment.manifest(), List.of(table)).get(0));
            now.put(table, proof);
        });
        if (found.plan().last().id().equals(ledger.lastId())) {
            proofs.put(now.values());
            if (media != null) {
                new WantedMedia(config.work()).found(media);
            }
            if (!found.differences().isEmpty() || media != null && !media.isEmpty()) {
                ask(connection, found.plan().last());
            }
        }
        return now;
    }

    /** A receipt that asks for a complete stays: that one repairs everything. */
    private void ask(Connection connection, LedgerEntry last) throws SQLException, IOException {
        ShipmentName name = last.name();
        boolean complete = depot.receipts(config.name())
                .of(name.sequence())
                .filter(receipt -> receipt.state() == Receipt.State.NEEDS_COMPLETE)
                .isPresent();
        if (!complete) {
            new Receipts(depot, config.name(), config.stream(), clock, warnings, outstanding(connection))
                    .leave(name, Receipt.State.APPLIED, last.id(), last.rows(), null);
        }
    }

    private Outstanding outstanding(Connection connection) {
        return Outstanding.of(
                connection,
                config.stream(),
                Targets.wanted(config),
                new TableMap(config.map()),
                config.identityFile().isEmpty(),
                new WantedMedia(config.work()));
    }

    private VerifyReport report(Found found, Map<TableName, Proof> recorded, VerifyReport.@Nullable Media media) {
        List<VerifyReport.Compared> compared = new ArrayList<>();
        found.plan().proofs().forEach((table, shipment) -> {
            VerifyReport.Different difference = found.difference(table)
                    .map(d -> new VerifyReport.Different(
                            d.rowsHere(),
                            d.buckets(),
                            d.differing().size(),
                            d.atMostRows(),
                            Objects.requireNonNull(recorded.get(table)).repair()))
                    .orElse(null);
            long rows = shipment.manifest().digests().stream()
                    .filter(digest -> digest.name().equals(table))
                    .findFirst()
                    .orElseThrow()
                    .rows();
            compared.add(new VerifyReport.Compared(
                    table.toString(), shipment.name().sequence(), rows, difference == null, difference));
        });
        List<VerifyReport.NotProven> notProven = new ArrayList<>();
        found.plan()
                .changed()
                .forEach((table, by) -> notProven.add(new VerifyReport.NotProven(table.toString(), by.sequence())));
        return new VerifyReport(
                config.stream(),
                config.name(),
                clock.instant().truncatedTo(ChronoUnit.SECONDS),
                found.plan().last().sequence(),
                compared,
                notProven,
                found.plan().completesOnly().stream().map(TableName::toString).toList(),
                found.held().stream()
                        .map(table -> new VerifyReport.HeldBack(table.table().toString(), table.since(), table.cause()))
                        .toList(),
                found.left().stream().map(TableName::toString).toList(),
                media);
    }
}
