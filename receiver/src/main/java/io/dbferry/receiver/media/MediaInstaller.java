package io.dbferry.receiver.media;

import io.dbferry.event.Event;
import io.dbferry.files.AtomicFile;
import io.dbferry.files.Durability;
import io.dbferry.files.Sync;
import io.dbferry.stream.format.manifest.MediaFile;
import io.dbferry.stream.media.MediaFolder;
import io.dbferry.stream.media.PackReader;
import io.dbferry.stream.media.UnfitMediaException;
import io.dbferry.text.Hashing;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/**
 * Puts the files of a pack into the receiver's folders: each under a temporary name, hashed, synced to disk and then
 * renamed, so that a file is the old one or the new one, whole. Only files that the index lists are taken, under the
 * index's names. A folder that has the name of a file, or a file that of a folder, gets another name. Safe to repeat.
 */
public final class MediaInstaller {
    private static final String TEMPORARY = ".dbferry-";
    private static final String REPLACED = ".dbferry-replaced-";
    /** What Linux file systems take for a name. */
    private static final int NAME_BYTES = 255;

    private final List<Path> folders;

    /** @param folders the receiver's folders in the order of the sender's */
    public MediaInstaller(List<Path> folders) {
        this.folders = folders;
    }

    /**
     * Installs the pack's files.
     *
     * @param files those that the index says are in this pack
     * @throws UnfitMediaException if a file is missing, differs from its hash or has an unsafe name
     */
    public void install(InputStream pack, List<MediaFile> files) throws IOException, UnfitMediaException {
        Map<String, MediaFile> expected = new HashMap<>();
        for (MediaFile file : files) {
            if (expected.put(file.folder() + "/" + file.name(), file) != null) {
                throw new UnfitMediaException("file '" + file.name() + "' is in its pack twice");
            }
        }
        Set<Path> changed = new HashSet<>();
        try (PackReader tar = new PackReader(pack)) {
            for (TarArchiveEntry entry = tar.next(); entry != null; entry = tar.next()) {
                MediaFile file = expected.remove(entry.getName());
                if (file != null) {
                    install(tar.content(), file, changed);
                }
            }
        } catch (PackReader.BrokenPackException e) {
            throw new UnfitMediaException(String.valueOf(e.getMessage()));
        }
        for (Path folder : changed) {
            Sync.folder(folder);
        }
        if (!expected.isEmpty()) {
            throw new UnfitMediaException(
                    "file '" + expected.keySet().iterator().next() + "' is not in its pack");
        }
    }

    private void install(InputStream content, MediaFile file, Set<Path> changed)
            throws IOException, UnfitMediaException {
        Path place = place(file);
        setAsideFilesAbove(place, folders.get(file.folder()));
        Files.createDirectories(place.getParent());
        // All on the way: folders may be new too. The names are on the disk before the rows that name them are
        // committed.
        for (Path above = place.getParent(); above != null && changed.add(above); above = above.getParent()) {
            if (above.equals(folders.get(file.folder()))) {
                break;
            }
        }
        Path fresh = temporary(place);
        Files.deleteIfExists(fresh);
        try {
            DigestInputStream hashed = Hashing.through(content);
            long bytes;
            try (OutputStream out =
                    Files.newOutputStream(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                bytes = hashed.transferTo(out);
            }
            if (bytes != file.bytes()
                    || !Hashing.hex(hashed.getMessageDigest().digest()).equals(file.sha256())) {
                throw new UnfitMediaException("file '" + file.name() + "' differs from its hash");
            }
            Sync.file(fresh);
            Files.setPosixFilePermissions(fresh, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
            if (Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
                setAside(place, "a folder here and a file at the sender");
            }
            AtomicFile.replace(fresh, place, Durability.CACHE); // install() syncs each folder once
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** A file of that name is gone at the sender, where a folder has the name now. */
    private static void setAsideFilesAbove(Path place, Path folder) throws IOException {
        for (Path above = place.getParent(); above != null && !above.equals(folder); above = above.getParent()) {
            if (Files.isRegularFile(above, LinkOption.NOFOLLOW_LINKS)) {
                setAside(above, "a file here and a folder at the sender");
            }
        }
    }

    /** Nothing is deleted: what the sender has deleted stays, and a folder may hold files of the receiver's own. */
    private static void setAside(Path place, String why) throws IOException {
        String name = place.getFileName().toString();
        boolean fits = name.getBytes(StandardCharsets.UTF_8).length <= NAME_BYTES / 2;
        String aside = REPLACED + (fits ? name : temporary(place).getFileName());
        Path free = place.resolveSibling(aside);
        for (int i = 2; Files.exists(free, LinkOption.NOFOLLOW_LINKS); i++) {
            free = place.resolveSibling(aside + "-" + i);
        }
        Files.move(place, free);
        Event.warning("media-set-aside").say("'" + place + "' was " + why + ": it is '" + free + "' now");
    }

    /** Always the same for a file: what a killed run left is what the next one, which installs it again, takes away. */
    static Path temporary(Path place) {
        String name = Hashing.sha256(place.getFileName().toString().getBytes(StandardCharsets.UTF_8));
        return place.resolveSibling(TEMPORARY + name.substring(0, 16));
    }

    /** Whether the config has a folder for the file. */
    boolean hasFolder(MediaFile file) {
        return file.folder() < folders.size();
    }

    /**
     * Looks whether the file could be put into place.
     *
     * @throws UnfitMediaException if its name leaves the folder, or there is a link or a special file on the way
     */
    public void check(MediaFile file) throws UnfitMediaException {
        place(file);
    }

    /** Whether the file is in place with the length that the index says. */
    public boolean inPlace(MediaFile file) throws UnfitMediaException, IOException {
        Path place = place(file);
        return Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS) && Files.size(place) == file.bytes();
    }

    private Path place(MediaFile file) throws UnfitMediaException {
        MediaFolder folder = new MediaFolder(file.folder(), folders.get(file.folder()), "*");
        Path place = folder.path(file.name())
                .orElseThrow(() -> new UnfitMediaException("file name '" + file.name() + "' leaves its folder"));
        for (Path part : folder.folder().relativize(place)) {
            if (part.toString().getBytes(StandardCharsets.UTF_8).length > NAME_BYTES) {
                throw new UnfitMediaException("file name '" + file.name() + "' is too long");
            }
        }
        for (Path above = place.getParent();
                above != null && !above.equals(folder.folder());
                above = above.getParent()) {
            if (Files.exists(above, LinkOption.NOFOLLOW_LINKS)
                    && !Files.isDirectory(above, LinkOption.NOFOLLOW_LINKS)
                    && !Files.isRegularFile(above, LinkOption.NOFOLLOW_LINKS)) {
                throw new UnfitMediaException("'" + above + "' is not a folder");
            }
        }
        return place;
    }
}
