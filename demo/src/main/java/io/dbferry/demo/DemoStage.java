package io.dbferry.demo;

import io.dbferry.demo.city.TransappActivity;
import io.dbferry.demo.city.TransappGenerator;
import io.dbferry.demo.city.TransappSchema;
import io.dbferry.demo.city.TransappTable;
import io.dbferry.demo.servers.DemoDatabase;
import io.dbferry.demo.servers.DemoFolders;
import io.dbferry.demo.servers.DemoKeys;
import io.dbferry.demo.servers.DemoServers;
import io.dbferry.demo.servers.DemoSftpServer;
import io.dbferry.demo.servers.PostgresBinaries;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a demo runs on: a filled sender, an empty receiver, the depot's SFTP server, and both config files.
 * All that is written is below one folder, and all that runs ends with {@link #close} or with this JVM, however it
 * ends; the folder stays and is the caller's to delete.
 */
public final class DemoStage implements AutoCloseable {
    private static final long SEED = 506;

    /** Longer ago than a partial's window reaches back, so that the first partial has only what is new. */
    private static final Duration QUIET = Duration.ofHours(2);

    private final DemoFolders folders;
    private final DemoServers servers;
    private final DemoSftpServer sftp;
    private final DemoConfigs configs;
    private final DemoPart part;
    private final TransappActivity activity;

    private DemoStage(
            DemoFolders folders, DemoServers servers, DemoSftpServer sftp, DemoConfigs configs, DemoPart part) {
        this.folders = folders;
        this.servers = servers;
        this.sftp = sftp;
        this.configs = configs;
        this.part = part;
        this.activity = new TransappActivity(servers.app(), folders.senderMedia(), SEED);
    }

    /**
     * Builds the stage in a folder that is empty or not there yet; on failure, and when interrupted, nothing runs on.
     *
     * @param progress told what is being done, in a few words, before it starts
     */
    public static DemoStage open(Path folder, Clock clock, Consumer<String> progress) throws IOException, SQLException {
        return open(folder, null, clock, progress);
    }

    /** @param with null for none */
    static DemoStage open(Path folder, DemoPart.@Nullable Kind with, Clock clock, Consumer<String> progress)
            throws IOException, SQLException {
        DemoFolders folders = new DemoFolders(emptyFolder(folder));
        folders.create();
        TransappGenerator generator =
                new TransappGenerator(SEED, clock.instant().minus(QUIET));
        progress.accept("unpacking PostgreSQL and drawing images");
        CompletableFuture<Void> images = CompletableFuture.runAsync(() -> drawImages(generator, folders));
        try {
            PostgresBinaries binaries = PostgresBinaries.unpack(folders.binaries());
            progress.accept("starting two PostgreSQL servers");
            DemoServers servers = DemoServers.start(binaries, folders.senderPostgres(), folders.receiverPostgres());
            return open(folders, servers, with, generator, images, progress);
        } finally {
            waitFor(images);
        }
    }

    public DemoConfigs configs() {
        return configs;
    }

    /** The sender as the app's own role, which writes. */
    public DemoDatabase sender() {
        return servers.app();
    }

    public DemoDatabase receiver() {
        return servers.receiver();
    }

    public TransappActivity activity() {
        return activity;
    }

    DemoPart part() {
        return part;
    }

    /** Compares both sides as they are now; about a second. */
    public DemoProof prove() throws SQLException, IOException {
        return DemoProof.of(servers.reader(), servers.receiver(), folders.senderMedia(), folders.receiverMedia());
    }

    /** Stops all and waits until it is gone, also in an interrupted thread. Safe to repeat and from any thread. */
    @Override
    public synchronized void close() throws IOException {
        try (servers;
                part) {
            sftp.close();
        }
    }

    private static DemoStage open(
            DemoFolders folders,
            DemoServers servers,
            DemoPart.@Nullable Kind with,
            TransappGenerator generator,
            CompletableFuture<Void> images,
            Consumer<String> progress)
            throws IOException, SQLException {
        try {
            progress.accept("filling the sender");
            createDatabases(servers, generator);
            join(images);
            progress.accept("starting the SFTP server");
            DemoPart part = start(with, folders, progress);
            try {
                return open(folders, servers, part);
            } catch (IOException | RuntimeException e) {
                part.close();
                throw e;
            }
        } catch (IOException | SQLException | RuntimeException e) {
            servers.close();
            throw e;
        }
    }

    private static DemoPart start(DemoPart.@Nullable Kind with, DemoFolders folders, Consumer<String> progress)
            throws IOException {
        if (with != null) {
            progress.accept("starting a server for " + with);
        }
        return DemoPart.start(with, folders);
    }

    private static DemoStage open(DemoFolders folders, DemoServers servers, DemoPart part) throws IOException {
        DemoKeys keys = DemoKeys.generate(folders.ssh());
        keys.writeAllowedSigners(folders.allowedSigners());
        TransappSchema.copyPostprocess(folders.postprocess());
        DemoSftpServer sftp = DemoSftpServer.start(keys, folders.sftpRoot());
        try {
            DemoConfigs configs = DemoConfigs.write(folders, servers, keys, sftp.port(), part);
            return new DemoStage(folders, servers, sftp, configs, part);
        } catch (IOException | RuntimeException e) {
            sftp.close();
            throw e;
        }
    }

    private static Path emptyFolder(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            if (entries.iterator().hasNext()) {
                throw new DbferryException(
                        Failure.CONFIG,
                        "cannot build the demo in '" + folder + "': the folder is not empty",
                        "Name a folder that is empty or does not exist yet.");
            }
        }
        return folder.toRealPath();
    }

    private static void createDatabases(DemoServers servers, TransappGenerator generator)
            throws IOException, SQLException {
        try (Connection receiver = servers.receiver().connect()) {
            TransappSchema.createReceiver(receiver);
        }
        try (Connection sender = servers.app().connect();
                Statement statement = sender.createStatement()) {
            sender.setAutoCommit(false);
            TransappSchema.createTables(sender);
            generator.fill(sender);
            TransappSchema.createKeys(sender);
            TransappSchema.grantReading(sender);
            statement.execute("ANALYZE "
                    + Arrays.stream(TransappTable.values())
                            .map(TransappTable::sql)
                            .collect(Collectors.joining(", ")));
            sender.commit();
        }
    }

    private static void drawImages(TransappGenerator generator, DemoFolders folders) {
        try {
            generator.drawImages(folders.senderMedia());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The caller may delete the folder after a failure, so nobody draws into it any more then. */
    private static void waitFor(CompletableFuture<Void> images) {
        images.handle((drawn, failure) -> drawn).join();
    }

    private static void join(CompletableFuture<Void> images) throws IOException {
        try {
            images.join();
        } catch (CompletionException e) {
            throw new IOException("cannot draw the demo's images: " + e.getCause(), e);
        }
    }
}
