package io.dbferry.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Keeps what a crash left damaged in a work folder, in {@code damaged/<time>-<name>}, so that runs go on without it and
 * people can look at it. Keeps the newest {@value #KEPT}. Each is reported once, by whichever run comes to that first.
 */
public final class DamagedFiles {
    private static final int KEPT = 10;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /** A note with the text to report, beside what it is about. */
    private static final String NOTE = ".report-";

    private final Path folder;
    private final Path lock;

    /** @param work a folder that need not exist yet */
    public DamagedFiles(Path work) {
        this.folder = work.resolve("damaged");
        this.lock = work.resolve("damaged.lock");
    }

    /** Held while a file is looked at again and moved: two runs may find the same damage at once. */
    LockFile lock() {
        return LockFile.await(lock);
    }

    /**
     * Moves a file or folder out of the way.
     *
     * @param loss what follows, after "and": {@code the next dump ships a complete}
     */
    public void setAside(Path damaged, String loss) throws IOException {
        PrivateFile.folder(folder);
        Path place = free(TIME.format(Instant.now()) + "-" + damaged.getFileName());
        String text =
                "'" + damaged + "' is damaged, as a crash can leave it; it was moved to '" + place + "', and " + loss;
        Path note = folder.resolve(NOTE + place.getFileName());
        AtomicFile.write(note, text.getBytes(StandardCharsets.UTF_8), Durability.CACHE);
        try {
            Files.move(damaged, place);
        } catch (NoSuchFileException e) {
            Files.deleteIfExists(note); // another was faster
            return;
        }
        forgetOldest();
    }

    private Path free(String name) {
        Path place = folder.resolve(name);
        for (int i = 2; Files.exists(place, LinkOption.NOFOLLOW_LINKS); i++) {
            place = folder.resolve(name + "-" + i);
        }
        return place;
    }

    private void forgetOldest() throws IOException {
        List<Path> all = list(false);
        for (Path old : all.subList(0, Math.max(0, all.size() - KEPT))) {
            FolderTree.delete(old);
        }
    }

    /** Reports what no run has reported yet, oldest first. */
    public void report(Consumer<String> warnings) throws IOException {
        for (Path note : list(true)) {
            String text = Files.readString(note);
            if (Files.deleteIfExists(note)) {
                warnings.accept(text);
            }
        }
    }

    private List<Path> list(boolean notes) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(path -> notes
                            ? path.getFileName().toString().startsWith(NOTE)
                            : !path.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
    }
}
