package io.dbferry.receiver;

import io.dbferry.config.ReceiverConfig;
import io.dbferry.event.Event;
import io.dbferry.event.Step;
import io.dbferry.event.Stopwatch;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.catalog.CatalogReader;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.catalog.TablePatterns;
import io.dbferry.postgres.connect.Database;
import io.dbferry.progress.Progress;
import io.dbferry.receiver.apply.ApplyComplete;
import io.dbferry.receiver.apply.ApplyPartial;
import io.dbferry.receiver.apply.ChangedRows;
import io.dbferry.receiver.apply.StagingTable;
import io.dbferry.receiver.ledger.Ledger;
import io.dbferry.receiver.ledger.Receipts;
import io.dbferry.receiver.ledger.RowCounts;
import io.dbferry.receiver.media.InstallMedia;
import io.dbferry.receiver.open.FrameReader;
import io.dbferry.receiver.open.RejectedShipment;
import io.dbferry.receiver.open.ShipmentReader;
import io.dbferry.receiver.open.ShipmentTrust;
import io.dbferry.receiver.plan.LoadPlan;
import io.dbferry.receiver.tables.TargetTable;
import io.dbferry.stream.age.AgeIdentities;
import io.dbferry.stream.format.Manifest;
import io.dbferry.stream.format.Position;
import io.dbferry.stream.format.Receipt;
import io.dbferry.stream.format.Sequence;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.store.Depot;
import io.dbferry.text.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Applies one shipment: media into place, then rows and ledger entry in one transaction, then the receipt. */
final class ApplyShipment {
    private static final String FETCHED = "fetched";

    private final ReceiverConfig config;
    private final Database database;
    private final Depot depot;
    private final ShipmentTrust trust;
    private final AfterLoad after;
    private final Progress progress;
    private final Predicate<TableName> wanted;
    private final Optional<AgeIdentities> identities;

    ApplyShipment(
            ReceiverConfig config,
            Database database,
            Depot depot,
            ShipmentTrust trust,
            AfterLoad after,
            Progress progress) {
        this.config = config;
        this.database = database;
        this.depot = depot;
        this.trust = trust;
        this.after = after;
        this.progress = progress;
        this.identities = config.identityFile().map(AgeIdentities::read);
        TablePatterns patterns = TablePatterns.of(config.tables());
        this.wanted = config.tables().isEmpty() ? name -> true : patterns::matches;
    }

    /** Reads and checks its manifest. */
    ShipmentReader open(ShipmentName name) throws IOException {
        Path fetched = config.work().resolve(FETCHED).resolve(name.folder());
        return ShipmentReader.open(depot, name, config.stream(), trust, identities, fetched);
    }

    /** Deletes what a load that was killed had fetched or decrypted. */
    void forgetFetched() throws IOException {
        Path fetched = config.work().resolve(FETCHED);
        if (!Files.exists(fetched)) {
            return;
        }
        try (Stream<Path> all = Files.walk(fetched)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /**
     * Checks that a partial follows what was applied last: of the same stream id, from a shipment that was applied, and
     * of a position that the history of that one leads to.
     *
     * @throws DbferryException if it does not
     */
    void checkFollows(ShipmentName partial, Ledger ledger) throws IOException, SQLException {
        Manifest manifest = open(partial).manifest();
        Optional<Ledger.Entry> last = ledger.last();
        if (last.isEmpty() || last.get().sequence().compareTo(manifest.after()) < 0) {
            throw RejectedShipment.gap(
                    partial, "it starts from shipment " + manifest.after() + ", which was not applied here");
        }
        String broken = broken(last.get(), manifest);
        if (broken != null) {
            throw RejectedShipment.gap(
                    partial,
                    "it does not continue " + last.get().kind().word() + " "
                            + last.get().sequence() + ", the last applied: " + broken);
        }
    }

    private @Nullable String broken(Ledger.Entry last, Manifest manifest) throws SQLException {
        if (!last.streamId().equals(manifest.streamId())) {
            return "another sender or work folder of stream '" + config.stream() + "' has shipped it";
        }
        Position position = last.position();
        return position == null ? null : position.brokenAt(manifest.position());
    }

    /** @throws DbferryException if it is not to be trusted or not readable */
    Manifest manifest(ShipmentName name) throws IOException {
        return open(name).manifest();
    }

    /** What a reader of the log may want to know of a complete: that the sender's history does not lead to it. */
    Optional<String> newHistory(Ledger.Entry last, Manifest complete) throws SQLException {
        String broken = last.sequence().compareTo(complete.sequence()) < 0 ? broken(last, complete) : null;
        return Optional.ofNullable(broken)
                .map(why -> complete.name() + " does not continue "
                        + last.kind().word() + " " + last.sequence() + ", applied before it: " + why);
    }

    LoadReport.Applied partial(Connection connection, Ledger ledger, ShipmentName name, Receipts receipts)
            throws IOException, SQLException {
        ShipmentReader shipment = open(name);
        verify(shipment);
        install(shipment, List.of());
        RowCounts counts;
        Stopwatch watch = Stopwatch.start();
        try (Step step = Step.begin("rows")) {
            connection.setAutoCommit(false);
            begin(connection);
            counts = apply(connection, shipment, name);
            ledger.add(shipment.manifest(), shipment.manifestSha256(), counts, after.follows(name.kind()));
            connection.commit();
        } catch (SQLException | IOException e) {
            throw failed(shipment, e);
        } finally {
            endTransaction(connection);
        }
        LoadReport.Applied applied = told(shipment, counts, watch);
        receipts.leave(name, Receipt.State.APPLIED, name.sequence(), counts.total(), null);
        return applied;
    }

    private RowCounts apply(Connection connection, ShipmentReader shipment, ShipmentName recordedFor)
            throws SQLException, IOException {
        return new ApplyPartial(shipment, match(connection, shipment))
                .apply(connection, changedRows(connection, recordedFor));
    }

    LoadReport.Applied complete(
            Connection connection, Ledger ledger, LoadPlan.Step.Complete step, Receipts receipts, Sequence before)
            throws IOException, SQLException {
        ShipmentName name = step.complete();
        ShipmentReader shipment = open(name);
        verify(shipment);
        List<ShipmentReader> again = new ArrayList<>();
        for (ShipmentName partial : step.again()) {
            again.add(open(partial));
        }
        List<Manifest> later = again.stream().map(ShipmentReader::manifest).toList();
        installPassedOver(step.passedOver(), later);
        install(shipment, later);
        RowCounts counts;
        Stopwatch watch = Stopwatch.start();
        try (Step timed = Step.begin("rows");
                FrameReader frames = FrameReader.open(shipment)) {
            ApplyComplete complete = new ApplyComplete(database, frames, match(connection, shipment), progress);
            complete.prepare(connection);
            connection.setAutoCommit(false);
            begin(connection);
            counts = complete.apply(connection, changedRows(connection, name));
            for (ShipmentReader partial : again) {
                counts = counts.plus(apply(connection, partial, name));
            }
            ledger.add(shipment.manifest(), shipment.manifestSha256(), counts, after.follows(name.kind()));
            connection.commit();
            connection.setAutoCommit(true);
            ApplyComplete.cleanUp(connection);
        } catch (SQLException | IOException e) {
            throw failed(shipment, e);
        } finally {
            endTransaction(connection);
        }
        Sequence applied = name.sequence().compareTo(before) > 0 ? name.sequence() : before;
        LoadReport.Applied told = told(shipment, counts, watch);
        receipts.leave(name, Receipt.State.APPLIED, applied, counts.total(), null);
        return told;
    }

    private static void verify(ShipmentReader shipment) throws IOException {
        try (Step step = Step.begin("verification")) {
            shipment.verify();
        }
    }

    private static LoadReport.Applied told(ShipmentReader shipment, RowCounts counts, Stopwatch watch) {
        LoadReport.Applied applied = new LoadReport.Applied(shipment.manifest(), counts);
        Event.of("applied")
                .with("inserted", counts.inserted())
                .with("updated", counts.updated())
                .with("deleted", counts.deleted())
                .with("seconds", watch.seconds())
                .with("tables", Json.line(counts.byTable()))
                .say(applied.describe() + ", in " + watch.text() + counts.describeTables());
        return applied;
    }

    private List<TargetTable> match(Connection connection, ShipmentReader shipment) throws SQLException {
        return TargetTable.match(
                shipment.name(),
                shipment.manifest().tables(),
                new CatalogReader(connection).read(),
                wanted,
                config.reset());
    }

    private ChangedRows changedRows(Connection connection, ShipmentName name) {
        return new ChangedRows(connection, config.stream(), name.sequence(), after.follows(name.kind()));
    }

    private void install(ShipmentReader shipment, List<Manifest> later) throws IOException {
        checkFolders();
        new LoadSpaceCheck(config, depot).require(shipment.manifest());
        long missing = installMedia(shipment, later);
        if (missing > 0) {
            throw RejectedShipment.unfit(
                    shipment.name(), missing + " media files are neither in the depot nor in place here");
        }
    }

    /** @param later partials that were applied already: what they carried is newer */
    private long installMedia(ShipmentReader shipment, List<Manifest> later) throws IOException {
        try (Step step = Step.begin("media")) {
            return new InstallMedia(shipment, config.media(), progress).install(later);
        } catch (IOException e) {
            throwIfFull(shipment, e);
            throw e;
        }
    }

    private void throwIfFull(ShipmentReader shipment, Exception e) throws IOException {
        Optional<DbferryException> full =
                new LoadSpaceCheck(config, depot).full(shipment.name(), shipment.manifest(), e);
        if (full.isPresent()) {
            throw full.get();
        }
    }

    /** A shipment that is passed over may carry media that the complete behind it does not carry again. */
    private void installPassedOver(List<ShipmentName> passedOver, List<Manifest> later) throws IOException {
        for (ShipmentName name : passedOver) {
            try {
                installMedia(open(name), later);
            } catch (DbferryException e) {
                if (e.failure() != Failure.SHIPMENT_REFUSED) {
                    throw e;
                }
                continue; // the complete's own check tells whether a file is missing in the end
            }
        }
    }

    private void checkFolders() {
        for (Path folder : config.media()) {
            if (!Files.isDirectory(folder)) {
                throw new DbferryException(
                        Failure.CONFIG,
                        "cannot write media folder '" + folder + "': the folder does not exist",
                        "Make it and give it to this user, or mend media in the config",
                        null);
            }
        }
    }

    private static void begin(Connection connection) throws SQLException {
        StagingTable.execute(connection, "SET CONSTRAINTS ALL DEFERRED");
    }

    private static void endTransaction(Connection connection) throws SQLException {
        if (!connection.isClosed() && !connection.getAutoCommit()) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    /** Of a COPY that the database refuses while rows still flow, the refusal comes within an IOException. */
    private DbferryException failed(ShipmentReader shipment, Exception e) throws IOException {
        ShipmentReader.throwIfAltered(e);
        if ((e instanceof SQLException ? e : e.getCause()) instanceof SQLException sql) {
            return database.refused("load " + shipment.name(), sql);
        }
        throwIfFull(shipment, e);
        throw (IOException) e;
    }

    /** Whether the database refused rows for its own rules: a complete may bring it back into step. */
    static boolean contradicts(DbferryException e) {
        return e.getCause() instanceof SQLException sql
                && sql.getSQLState() != null
                && sql.getSQLState().startsWith("23");
    }
}
