package io.dbferry.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The application's files: written before the row that names them, changed in both ways, taken away now and then. */
final class ApplicationMedia {
    private static final int LARGEST = 40_000;

    private final Path folder;
    private final AtomicLong next = new AtomicLong();
    private final Set<String> there = ConcurrentHashMap.newKeySet();
    private final Set<String> removed = ConcurrentHashMap.newKeySet();

    ApplicationMedia(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    Path folder() {
        return folder;
    }

    /** Writes a new file and returns its name. */
    String write(Random random) throws IOException {
        long number = next.incrementAndGet();
        String name = "day" + number % 5 + "/" + number + "_ab.jpeg";
        write(name, random);
        there.add(name);
        return name;
    }

    /** Replaces a file by a rename, or writes over it while others may read it. */
    void change(String name, Random random) throws IOException {
        if (!there.contains(name)) {
            return;
        }
        if (random.nextBoolean()) {
            write(name, random);
        } else {
            Files.write(folder.resolve(name), bytes(random));
        }
    }

    private void write(String name, Random random) throws IOException {
        Path place = folder.resolve(name);
        Files.createDirectories(place.getParent());
        Path fresh = folder.resolve(name + ".part");
        Files.write(fresh, bytes(random));
        Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static byte[] bytes(Random random) {
        byte[] content = new byte[random.nextInt(LARGEST)];
        random.nextBytes(content);
        return content;
    }

    /** Takes a file away that rows may name: these are known before it is gone. */
    void remove(String name) throws IOException {
        removed.add(name);
        there.remove(name);
        Files.deleteIfExists(folder.resolve(name));
    }

    /** A file that may be changed or removed; empty if there are none. */
    List<String> some(Random random) {
        List<String> all = new ArrayList<>(there);
        return all.isEmpty() ? all : List.of(all.get(random.nextInt(all.size())));
    }

    boolean wasRemoved(String name) {
        return removed.contains(name);
    }

    int size() {
        return there.size();
    }
}
