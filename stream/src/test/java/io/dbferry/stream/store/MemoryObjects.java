package io.dbferry.stream.store;

import io.dbferry.stream.store.retry.StoreAction;
import io.dbferry.stream.store.sftp.SftpFailure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** An object store in memory: keys and bytes, no folders, no renames, and a file is there whole or not at all. */
public final class MemoryObjects implements Store {
    private record Stored(byte[] content, Instant modified) {}

    private final Map<String, Stored> objects = new TreeMap<>();

    @Override
    public String describe() {
        return "objects";
    }

    @Override
    public synchronized List<Entry> list(String folder) {
        String prefix = folder.isEmpty() ? "" : StorePath.of(folder) + "/";
        Map<String, Entry> entries = new TreeMap<>();
        objects.forEach((key, stored) -> {
            if (key.startsWith(prefix)) {
                String name = key.substring(prefix.length());
                int slash = name.indexOf('/');
                Entry entry = slash < 0
                        ? new Entry(name, false, stored.content().length, stored.modified())
                        : new Entry(name.substring(0, slash), true, 0, Instant.EPOCH);
                entries.put(entry.name(), entry);
            }
        });
        return new ArrayList<>(entries.values());
    }

    @Override
    public synchronized Optional<Entry> find(String path) {
        StorePath parsed = StorePath.below(path);
        return list(parsed.folder().toString()).stream()
                .filter(entry -> entry.name().equals(parsed.name()))
                .findFirst();
    }

    @Override
    public void put(String file, Content content) throws IOException {
        Stored stored = read(file, content);
        synchronized (this) {
            objects.put(file, stored);
        }
    }

    private Stored read(String file, Content content) throws IOException {
        StorePath path = StorePath.below(file);
        try (InputStream bytes = content.from(0)) {
            Stored stored = new Stored(bytes.readAllBytes(), Instant.now());
            if (stored.content().length < content.length()) {
                throw SftpFailure.broken(StoreAction.write(path, describe()), new IOException("cut by the test"));
            }
            return stored;
        }
    }

    @Override
    public Optional<ConditionalWrites> conditionalWrites() {
        return Optional.of(new ConditionalWrites() {
            @Override
            public void create(String file, Content content) throws IOException {
                Stored stored = read(file, content);
                synchronized (MemoryObjects.this) {
                    Stored there = objects.putIfAbsent(file, stored);
                    if (there != null && !Arrays.equals(there.content(), stored.content())) {
                        throw new FileAlreadyExistsException(file);
                    }
                }
            }

            @Override
            public void replace(String file, Content content) throws IOException {
                put(file, content);
            }
        });
    }

    @Override
    public Optional<FlatListing> flatListing() {
        return Optional.of((folder, file) -> {
            Set<String> found = new HashSet<>();
            for (Entry entry : list(folder)) {
                if (entry.folder() && objects.containsKey(folder + "/" + entry.name() + "/" + file)) {
                    found.add(entry.name());
                }
            }
            return found;
        });
    }

    @Override
    public synchronized InputStream get(String file, long from) throws IOException {
        Stored stored = objects.get(StorePath.below(file).toString());
        if (stored == null) {
            throw new NoSuchFileException(file);
        }
        int first = (int) Math.min(from, stored.content().length);
        return new ByteArrayInputStream(stored.content(), first, stored.content().length - first);
    }

    @Override
    public synchronized void delete(String path) {
        String key = StorePath.below(path).toString();
        objects.keySet().removeIf(each -> each.equals(key) || each.startsWith(key + "/"));
    }

    @Override
    public void close() {}
}
