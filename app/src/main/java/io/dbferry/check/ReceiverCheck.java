package io.dbferry.check;

import io.dbferry.check.database.MigrationsCheck;
import io.dbferry.check.database.Rights;
import io.dbferry.check.database.ServerCheck;
import io.dbferry.check.database.TargetTablesCheck;
import io.dbferry.check.finding.Finding;
import io.dbferry.check.finding.Findings;
import io.dbferry.config.ReceiverConfig;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.postgres.connect.Database;
import io.dbferry.receiver.apply.Targets;
import io.dbferry.receiver.ledger.HeldTables.Held;
import io.dbferry.receiver.ledger.Ledger;
import io.dbferry.receiver.map.TableMap;
import io.dbferry.receiver.map.TableStreams;
import io.dbferry.receiver.open.NewestTrusted;
import io.dbferry.receiver.open.ShipmentTrust;
import io.dbferry.stream.Depot;
import io.dbferry.stream.age.AgeIdentities;
import io.dbferry.stream.format.manifest.Manifest;
import io.dbferry.stream.format.manifest.TableEntry;
import io.dbferry.stream.store.DepotException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Tries all that a receiver's config names. */
public final class ReceiverCheck {
    private final ReceiverConfig config;
    private final Database database;
    private final DepotOpener depot;
    private final Supplier<ShipmentTrust> readSigners;
    private final String path;
    private final Clock clock;
    private final Findings findings = new Findings();

    /**
     * @param readSigners reads {@code allowed_signers}, for this stream; throws a {@link io.dbferry.failure.DbferryException} if it
     *     cannot
     * @param path where programs are looked for, as the environment's PATH
     */
    public ReceiverCheck(
            ReceiverConfig config,
            Database database,
            DepotOpener depot,
            Supplier<ShipmentTrust> readSigners,
            String path,
            Clock clock) {
        this.config = config;
        this.database = database;
        this.depot = depot;
        this.readSigners = readSigners;
        this.path = path;
        this.clock = clock;
    }

    public List<Finding> run() {
        findings.attempt("database", this::database);
        DiskCheck disk = new DiskCheck(findings);
        config.media().forEach(disk::writableMedia);
        disk.work(config.work(), config.keep().freeSpaceBytes());
        new DepotCheck(depot, config.keep().receipts()).run(findings);
        findings.attempt("trust", this::trust);
        findings.attempt("tables", this::otherStreams);
        findings.attempt("tables", this::standing);
        findings.attempt("decrypt", this::decryption);
        Path folder = Objects.requireNonNull(config.file().toAbsolutePath().getParent());
        config.postprocess().forEach(new ProgramCheck(folder, path, findings)::run);
        NotifyCheck.login(config.alarms(), findings);
        return findings.all();
    }

    private void database() {
        try (Connection connection = database.connect()) {
            ServerCheck server = new ServerCheck(database, clock, findings);
            server.version(connection);
            server.clock(connection);
            server.writable(connection);
            new TargetTablesCheck(config, new Rights(connection), findings).run(connection);
        } catch (SQLException e) {
            throw database.refused("check the database", e);
        }
    }

    private void decryption() {
        config.identityFile()
                .ifPresent(file -> findings.ok(
                        "decrypt",
                        file + " decrypts what is encrypted for "
                                + AgeIdentities.read(file).recipients()));
    }

    /** What to do where nothing is said of trust. */
    public static String trustHint(String stream) {
        return "Write '" + stream + " namespaces=\"dbferry\"' and the sender's public key into a file, as one line, and"
                + " name it with trust.allowed-signers; or take whatever is in the depot: trust: {unsigned: accept}";
    }

    private void trust() {
        if (config.trust().acceptUnsigned()) {
            findings.attempt("depot", () -> new NewestShipmentCheck(config, depot, findings).run(readSigners.get()));
            findings.warn(
                    "trust",
                    "signatures are not checked: whoever writes to the depot writes to the database",
                    "Name an allowed_signers file with trust.allowed-signers");
            return;
        }
        if (config.trust().allowedSigners().isEmpty()) {
            findings.fail(
                    "trust",
                    Failure.CONFIG,
                    "no shipment is loaded: this config names no trusted signers",
                    trustHint(config.stream()));
            return;
        }
        Path file = config.trust().allowedSigners().get();
        if (!Files.exists(file)) {
            findings.fail(
                    "trust",
                    Failure.CONFIG,
                    "cannot read '" + file + "': the allowed_signers file does not exist",
                    "With the public key that the sender's ssh-keygen -y -f KEY prints: echo '" + config.stream()
                            + " namespaces=\"dbferry\" ssh-ed25519 AAAA...' >> '" + file + "'");
            return;
        }
        ShipmentTrust trust = readSigners.get();
        findings.ok("trust", config.trust().allowedSigners().get() + " lists who may sign");
        findings.attempt("trust", () -> newestShipment(trust));
        findings.attempt("depot", () -> new NewestShipmentCheck(config, depot, findings).run(trust));
    }

    /** What an earlier load could not load. */
    private void standing() {
        try (Connection connection = database.connect()) {
            Ledger ledger = new Ledger(connection, config.stream());
            if (!ledger.exists()) {
                return;
            }
            for (Held table : ledger.held(Targets.wanted(config)).all()) {
                findings.fail(
                        "tables",
                        Failure.TARGET_DATABASE,
                        "table '" + table.table() + "' stands still since shipment " + table.since() + ": "
                                + table.cause(),
                        table.hint());
            }
        } catch (SQLException e) {
            return; // the look at the database says so
        }
    }

    /** By the newest complete in the depot, and by what this stream has filled; with the migrations that it names. */
    private void otherStreams() throws IOException {
        try (Connection connection = database.connect()) {
            if (!new Ledger(connection, config.stream()).exists()) {
                return;
            }
            Predicate<TableName> wanted = Targets.wanted(config);
            Set<TableName> tables = new HashSet<>(
                    new Ledger(connection, config.stream()).filledTables().loaded());
            try (Depot opened = depot.open()) {
                Optional<Manifest> newest =
                        NewestTrusted.complete(opened, config.stream(), readSigners.get(), config.identityFile());
                if (newest.isPresent()) {
                    new MigrationsCheck(findings).run(connection, newest.get(), tables);
                }
                newest.stream()
                        .flatMap(manifest -> new TableMap(config.map()).here(manifest).tables().stream())
                        .map(TableEntry::name)
                        .filter(wanted)
                        .forEach(tables::add);
            } catch (DepotException e) {
                return; // the look at the depot says so
            }
            new TableStreams(connection, config.stream())
                    .filledByOthers(tables)
                    .ifPresent(other -> findings.fail(
                            "tables",
                            Failure.TARGET_DATABASE,
                            "no shipment is loaded: " + other.cause(),
                            other.hint()));
        } catch (SQLException e) {
            return; // the look at the database says so
        }
    }

    /** A key that nobody has named shows by what it signed. */
    private void newestShipment(ShipmentTrust trust) throws IOException {
        try (Depot opened = depot.open()) {
            Optional<DbferryException> refusal = NewestTrusted.refusal(opened, config.stream(), trust);
            refusal.ifPresent(e -> findings.fail("trust", e.failure(), String.valueOf(e.getMessage()), e.hint()));
        } catch (DepotException e) {
            return; // the look at the depot says so
        }
    }
}
