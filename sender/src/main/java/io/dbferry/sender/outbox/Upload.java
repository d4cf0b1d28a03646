package io.dbferry.sender.outbox;

import io.dbferry.event.LogContext;
import io.dbferry.stream.Depot;
import io.dbferry.stream.Publication;
import io.dbferry.stream.format.GrowingFile;
import io.dbferry.stream.format.ShipmentName;
import io.dbferry.stream.format.manifest.FileEntry;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Uploads a file while it is written, and hashes it on the way. If the depot fails for good, the rest is only hashed, so
 * that the shipment can still be built and wait.
 */
public final class Upload {
    private final String name;
    private final CompletableFuture<FileEntry> entry = new CompletableFuture<>();
    private final UploadEvent event;
    private final @Nullable String job = LogContext.currentJob();
    private boolean sent = true;

    private Upload(String name) {
        this.name = name;
        this.event = UploadEvent.begin(name);
    }

    /** Sends the content somewhere. */
    private interface Target {
        void take(HashedContent content) throws IOException;
    }

    /** Starts the upload; the depot is the upload's alone until {@link #await} returns. */
    public static Upload begin(Depot depot, ShipmentName shipment, String name, GrowingFile file) {
        Upload upload = new Upload(name);
        return upload.start(file, content -> {
            try (LogContext ofJob = LogContext.job(upload.job);
                    LogContext ofShipment = LogContext.shipment(shipment)) {
                Publication publication = depot.publish(shipment);
                publication.beginAgain();
                publication.put(name, content);
                upload.event.done(content.length());
            }
        });
    }

    /** Hashes the file only: it does not travel as it is. */
    public static Upload none(String name, GrowingFile file) {
        Upload upload = new Upload(name);
        upload.sent = false;
        return upload.start(file, content -> {});
    }

    private Upload start(GrowingFile file, Target target) {
        Thread thread = new Thread(() -> run(file, target), "upload");
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    private void run(GrowingFile file, Target target) {
        HashedContent content = HashedContent.of(file);
        try {
            target.take(content);
        } catch (IOException e) {
            sent = false;
        } catch (RuntimeException e) {
            entry.completeExceptionally(e);
            return;
        }
        try {
            entry.complete(content.entry(name));
        } catch (IOException | RuntimeException e) {
            entry.completeExceptionally(e);
        }
    }

    /** Waits for the end of the file, whether or not the depot took it. */
    public void await() throws IOException {
        try {
            entry.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IOException("cannot read the file that was being uploaded", e.getCause());
        }
    }

    public FileEntry entry() {
        return entry.join();
    }

    /** The file's name if the depot has it whole. */
    public Set<String> uploaded() {
        return sent ? Set.of(name) : Set.of();
    }
}
