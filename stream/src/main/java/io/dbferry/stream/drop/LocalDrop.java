package io.dbferry.stream.drop;

import io.dbferry.files.RegularFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * A drop on this machine: one folder that others put into, and the answer beside it, where they cannot write. What they put there
 * is read once, and no link of theirs is followed.
 *
 * @param root what they see as {@code /}
 */
public record LocalDrop(Path root) {
    static final String FOLDER = "drop";
    static final String DRAFT = FOLDER + "/key.part";
    static final String KEY = FOLDER + "/key";
    static final String SEEN = FOLDER + "/seen";
    static final String ACCEPTED = "accepted";
    static final String REFUSED = "refused";

    /** The folder that they put into. */
    public Path folder() {
        return root.resolve(FOLDER);
    }

    /** The first bytes of what was put there; empty if nothing was. */
    public Optional<byte[]> take(int most) throws IOException {
        Path file = root.resolve(KEY);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try (InputStream in = RegularFile.read(file)) {
            return Optional.of(in.readNBytes(most));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Makes room for another try. */
    public void discard() throws IOException {
        Files.deleteIfExists(root.resolve(KEY));
    }

    /** The longest file that is there: the server bounds none. */
    public long longest() throws IOException {
        long longest = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder())) {
            for (Path file : files) {
                longest = Math.max(
                        longest,
                        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                                .size());
            }
        } catch (NoSuchFileException e) {
            return longest; // renamed just now
        }
        return longest;
    }

    public void answer(boolean accepted) throws IOException {
        Files.write(root.resolve(accepted ? ACCEPTED : REFUSED), new byte[0]);
    }

    /** Whether the other side has seen the answer. */
    public boolean isSeen() {
        return Files.exists(root.resolve(SEEN), LinkOption.NOFOLLOW_LINKS);
    }
}
