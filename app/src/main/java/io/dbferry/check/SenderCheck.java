package io.dbferry.check;

import io.dbferry.check.database.Rights;
import io.dbferry.check.database.ServerCheck;
import io.dbferry.check.database.SourceTablesCheck;
import io.dbferry.check.finding.Finding;
import io.dbferry.check.finding.Findings;
import io.dbferry.config.SenderConfig;
import io.dbferry.config.SenderMedia;
import io.dbferry.failure.Failure;
import io.dbferry.postgres.connect.Database;
import io.dbferry.sender.due.DepotView;
import io.dbferry.sender.work.WorkFolder;
import io.dbferry.stream.Depot;
import io.dbferry.stream.age.AgeRecipients;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.store.DepotException;
import io.dbferry.text.ByteCount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;

/** Tries all that a sender's config names. */
public final class SenderCheck {
    private final SenderConfig config;
    private final Database database;
    private final DepotOpener depot;
    private final Runnable openKey;
    private final Clock clock;
    private final boolean fix;
    private final Findings findings = new Findings();

    /**
     * @param openKey opens the key that signs; throws a {@link io.dbferry.failure.DbferryException} if it cannot
     * @param fix whether publication and replication slot are made if they are missing
     */
    public SenderCheck(
            SenderConfig config, Database database, DepotOpener depot, Runnable openKey, Clock clock, boolean fix) {
        this.config = config;
        this.database = database;
        this.depot = depot;
        this.openKey = openKey;
        this.clock = clock;
        this.fix = fix;
    }

    public List<Finding> run() {
        findings.attempt("database", this::database);
        DiskCheck disk = new DiskCheck(findings);
        for (SenderMedia media : config.media()) {
            if (disk.readable(media.folder())) {
                findings.ok("media", media.folder() + " is readable");
                findings.attempt("media", () -> MediaFilesCheck.run(media, findings));
            }
        }
        disk.work(config.work(), config.keep().freeSpaceBytes());
        findings.attempt("work", this::stream);
        new DepotCheck(depot, true).run(findings);
        findings.attempt("depot", this::size);
        findings.attempt("key", this::key);
        encryption();
        NotifyCheck.login(config.alarms(), findings);
        return findings.all();
    }

    private void stream() throws IOException {
        DepotView.checkStream(config, WorkFolder.look(config.work()).lookAtState());
    }

    /** A dump that finds the depot full ends with exit code 8. */
    private void size() throws IOException {
        long most = config.keep().sizeBytes();
        if (most == Long.MAX_VALUE) {
            return;
        }
        try (Depot opened = depot.open()) {
            long there = 0;
            for (ShipmentName name : opened.shipments()) {
                there += opened.open(name).bytes();
            }
            if (there >= most) {
                findings.fail(
                        "depot",
                        Failure.DISK_SPACE,
                        "shipments there take " + ByteCount.of(there) + ", keep.size allows " + ByteCount.of(most)
                                + ": nothing is shipped",
                        "Raise keep.size, or keep applied shipments for less long; 'dbferry prune --dry-run' on a"
                                + " receiver says what stays, and for whom");
            }
        } catch (DepotException e) {
            return; // the look at the depot says so
        }
    }

    private void encryption() {
        if (!config.recipients().isEmpty()) {
            findings.ok("encrypt", "shipments are encrypted for " + AgeRecipients.of(config.recipients()));
        }
    }

    private void database() {
        try (Connection connection = database.connect()) {
            ServerCheck server = new ServerCheck(database, clock, findings);
            server.version(connection);
            server.clock(connection);
            server.largeObjects(connection);
            new SourceTablesCheck(config, database, new Rights(connection), findings, fix).run(connection);
        } catch (SQLException e) {
            throw database.refused("check the database", e);
        }
    }

    private void key() {
        if (config.ssh().privateKey().isEmpty()) {
            findings.warn(
                    "key",
                    "there is no key: shipments are not signed",
                    "ssh-keygen -t ed25519 -N '' -f ~/.ssh/id_ed25519, then name it with ssh.private-key: the key that opens"
                            + " SFTP signs too");
            return;
        }
        Path file = config.ssh().privateKey().get();
        if (!Files.exists(file)) {
            findings.fail(
                    "key",
                    Failure.CONFIG,
                    "cannot sign with '" + file + "': the private key does not exist",
                    "ssh-keygen -t ed25519 -N '' -f '" + file + "', then add '" + file + ".pub' to authorized_keys and"
                            + " allowed_signers on the receiver");
            return;
        }
        openKey.run();
        findings.ok("key", config.ssh().privateKey().get() + " signs shipments");
    }
}
