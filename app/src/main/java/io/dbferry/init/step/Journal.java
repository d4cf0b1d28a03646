package io.dbferry.init.step;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.files.PrivateFile;
import io.dbferry.text.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What {@code init --apply} has done on this machine, and how to take it back. Root runs what stands here, so the folder and the
 * file must be this user's alone; others are refused.
 */
public final class Journal {
    private final Path file;
    private Content content;

    /** A step that was begun, and what takes it back. */
    public record Entry(String title, List<ShellCommand> undo) {
        public Entry {
            undo = List.copyOf(undo);
        }
    }

    /**
     * What the file holds.
     *
     * @param answers by flag, so that a run that goes on need not ask again
     */
    record Content(Map<String, String> answers, List<Entry> done) {
        Content {
            answers = new LinkedHashMap<>(answers);
            done = List.copyOf(done);
        }
    }

    private Journal(Path file, Content content) {
        this.file = file;
        this.content = content;
    }

    /** Reads it; one that does not exist is empty. */
    public static Journal open(Path folder, String name) throws IOException {
        Path file = folder.resolve(name + ".json");
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return new Journal(file, new Content(Map.of(), List.of()));
        }
        requireOwn(folder);
        requireOwn(file);
        try {
            return new Journal(file, Json.read(Files.readAllBytes(file), Content.class));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new DbferryException(
                    Failure.CONFIG,
                    "cannot read '" + file + "', which lists what init has done: it is damaged",
                    "Delete it: the next 'init --apply' finds by itself what is done; only --undo has nothing to go by",
                    e);
        }
    }

    private static void requireOwn(Path path) throws IOException {
        Set<PosixFilePermission> rights = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
        Object owner = Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        boolean own = owner.equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))
                && !rights.contains(PosixFilePermission.GROUP_WRITE)
                && !rights.contains(PosixFilePermission.OTHERS_WRITE);
        if (!own || Files.isSymbolicLink(path)) {
            throw new DbferryException(
                    Failure.CONFIG,
                    "cannot use '" + path + "': others than root may have written it, and root runs what stands there",
                    "Find out who made it, and delete it");
        }
    }

    public Map<String, String> answers() {
        return content.answers();
    }

    public List<Entry> done() {
        return content.done();
    }

    public boolean isEmpty() {
        return content.done().isEmpty();
    }

    public void remember(Map<String, String> answers) throws IOException {
        write(new Content(answers, content.done()));
    }

    /** Before the step begins, so that one that is cut off is taken back too; of two with one title the first stays. */
    void begin(Step step) throws IOException {
        if (content.done().stream().noneMatch(entry -> entry.title().equals(step.title()))) {
            List<Entry> done = new ArrayList<>(content.done());
            done.add(new Entry(step.title(), step.undo()));
            write(new Content(content.answers(), done));
        }
    }

    void forget(Entry entry) throws IOException {
        List<Entry> done = new ArrayList<>(content.done());
        done.remove(entry);
        if (done.isEmpty()) {
            Files.deleteIfExists(file);
            content = new Content(Map.of(), List.of());
        } else {
            write(new Content(content.answers(), done));
        }
    }

    private void write(Content next) throws IOException {
        content = next;
        PrivateFile.write(file, new String(Json.write(next), java.nio.charset.StandardCharsets.UTF_8), true);
    }
}
