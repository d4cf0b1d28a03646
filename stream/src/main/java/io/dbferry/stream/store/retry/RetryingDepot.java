package io.dbferry.stream.store.retry;

import io.dbferry.stream.store.Content;
import io.dbferry.stream.store.Depot;
import io.dbferry.stream.store.ReadContent;
import io.dbferry.stream.store.ResumePoint;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * A depot whose connection may break: what is safe to repeat is tried again for as long as the patience lasts. Reads and
 * uploads go on where they broke. {@link #write} and {@link #append} are not repeated, as their content is read once.
 */
public final class RetryingDepot implements Depot {
    private final Depot depot;
    private final RetryPolicy patience;

    public RetryingDepot(Depot depot, RetryPolicy patience) {
        this.depot = depot;
        this.patience = patience;
    }

    @Override
    public String describe() {
        return depot.describe();
    }

    @Override
    public List<Entry> list(String folder) throws IOException {
        return patience.call(() -> depot.list(folder));
    }

    @Override
    public List<Entry> first(String folder, Predicate<String> wanted) throws IOException {
        return patience.call(() -> depot.first(folder, wanted));
    }

    @Override
    public Optional<Entry> find(String path) throws IOException {
        return patience.call(() -> depot.find(path));
    }

    @Override
    public void makeFolder(String folder) throws IOException {
        patience.call(() -> {
            depot.makeFolder(folder);
            return folder;
        });
    }

    @Override
    public OptionalLong freeBytes() throws IOException {
        return patience.call(depot::freeBytes);
    }

    @Override
    public long write(String file, InputStream content) throws IOException {
        return depot.write(file, content);
    }

    @Override
    public long append(String file, long from, InputStream content) throws IOException {
        return depot.append(file, from, content);
    }

    @Override
    public void upload(String file, Content content) throws IOException {
        AtomicLong arrived = new AtomicLong();
        patience.call(
                () -> {
                    long from = ResumePoint.find(depot, file, content);
                    arrived.accumulateAndGet(from, Math::max);
                    ReadContent rest = new ReadContent(content.from(from));
                    try (rest) {
                        return depot.append(file, from, rest);
                    } finally {
                        // What was read ahead of the answers may not have arrived; what was read before it has.
                        arrived.accumulateAndGet(from + rest.bytes() - ResumePoint.COMPARED_BYTES, Math::max);
                    }
                },
                arrived::get);
    }

    @Override
    public InputStream read(String file, long from) throws IOException {
        return new RetryingRead(depot, file, from, patience);
    }

    /** Leaves nothing at {@code into} after a failure. */
    @Override
    public Path fetch(String file, Path into) throws IOException {
        if (depot.keepsFilesHere()) {
            return depot.fetch(file, into);
        }
        try (InputStream content = read(file)) {
            Files.copy(content, into, StandardCopyOption.REPLACE_EXISTING);
            return into;
        } catch (IOException e) {
            Files.deleteIfExists(into);
            throw e;
        }
    }

    @Override
    public boolean keepsFilesHere() {
        return depot.keepsFilesHere();
    }

    /** A rename whose answer was lost may have been done: the next try then finds the target in place of the source. */
    @Override
    public void rename(String from, String to) throws IOException {
        AtomicInteger tries = new AtomicInteger();
        patience.call(() -> {
            boolean first = tries.incrementAndGet() == 1;
            try {
                depot.rename(from, to);
            } catch (NoSuchFileException e) {
                if (first || depot.find(to).isEmpty()) {
                    throw e;
                }
            }
            return to;
        });
    }

    @Override
    public void delete(String path) throws IOException {
        patience.call(() -> {
            depot.delete(path);
            return path;
        });
    }

    @Override
    public void close() {
        depot.close();
    }
}
