package io.dbferry.stream.store.folder;

import io.dbferry.files.RegularFile;
import io.dbferry.files.Sync;
import io.dbferry.stream.store.AppendingStore;
import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.DepotException.Problem;
import io.dbferry.stream.store.LocalFiles;
import io.dbferry.stream.store.Renaming;
import io.dbferry.stream.store.StorePath;
import io.dbferry.stream.store.retry.StoreAction;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A plain folder of this machine. Files are on the disk when {@link #put} returns, and renames when they return. No link below the folder is ever followed; what writes, renames or deletes holds the folders
 * open that it does so in, so that nobody can put a link in their place meanwhile. A rename looks for the target first;
 * two writers of one name at the same instant are for the locks above to prevent.
 */
public final class FolderStore implements AppendingStore {
    private final UnlinkedFolder tree;

    private FolderStore(Path root) {
        this.tree = new UnlinkedFolder(root);
    }

    /**
     * Opens the folder, which must exist and be writable.
     *
     * @throws DepotException if it is not
     */
    public static FolderStore open(Path folder) throws DepotException {
        Path root = folder.toAbsolutePath().normalize();
        StoreAction action = StoreAction.open(root.toString());
        if (!Files.exists(root)) {
            throw action.noFolder("Create it: mkdir -p '" + root + "'", null);
        }
        if (!Files.isDirectory(root)) {
            throw action.because(Problem.ACCESS, "it is not a folder", "Name a folder in 'depot'.", null);
        }
        if (!Files.isWritable(root) || !Files.isExecutable(root)) {
            throw action.because(
                    Problem.ACCESS,
                    "no right to write there",
                    "Give the account that DbFerry runs as the right to write there, or run DbFerry as its owner.",
                    null);
        }
        return new FolderStore(root);
    }

    @Override
    public String describe() {
        return tree.root().toString();
    }

    @Override
    public List<Entry> list(String folder) throws IOException {
        return list(folder, tree::children);
    }

    @Override
    public List<Entry> first(String folder, Predicate<String> wanted) throws IOException {
        return list(folder, (place, action) -> tree.first(place, wanted, action));
    }

    /** Gives the names in a folder. */
    private interface Names {
        List<Path> in(Path folder, StoreAction action) throws DepotException;
    }

    private List<Entry> list(String folder, Names names) throws IOException {
        StorePath path = StorePath.of(folder);
        StoreAction action = StoreAction.list(path, describe());
        Path place = tree.place(path, action);
        BasicFileAttributes attributes = tree.attributes(place, action);
        if (attributes == null) {
            if (path.isRoot()) {
                throw action.noFolder("Create it: mkdir -p '" + describe() + "'", null);
            }
            return List.of();
        }
        if (!path.isRoot() && !attributes.isDirectory()) {
            throw action.notAFolder(path);
        }
        List<Entry> entries = new ArrayList<>();
        for (Path each : names.in(place, action)) {
            entry(each, tree.attributes(each, action)).ifPresent(entries::add);
        }
        entries.sort(Comparator.comparing(Entry::name));
        return entries;
    }

    @Override
    public Optional<Entry> find(String name) throws IOException {
        StorePath path = StorePath.below(name);
        StoreAction action = StoreAction.read(path, describe());
        Path place = tree.place(path, action);
        return entry(place, tree.attributes(place, action));
    }

    private static Optional<Entry> entry(Path place, @Nullable BasicFileAttributes found) {
        if (found == null || (!found.isDirectory() && !found.isRegularFile())) {
            return Optional.empty();
        }
        return Optional.of(new Entry(
                String.valueOf(place.getFileName()),
                found.isDirectory(),
                found.isDirectory() ? 0 : found.size(),
                found.lastModifiedTime().toInstant()));
    }

    @Override
    public void makeFolder(String folder) throws IOException {
        StorePath path = StorePath.of(folder);
        StoreAction action = StoreAction.makeFolder(path, describe());
        for (int i = 1; i <= path.parts().size(); i++) {
            Path place = tree.place(path.first(i), action);
            BasicFileAttributes attributes = tree.attributes(place, action);
            if (attributes == null) {
                makeOne(place, action);
            } else if (!attributes.isDirectory()) {
                throw action.notAFolder(path.first(i));
            }
        }
    }

    private void makeOne(Path place, StoreAction action) throws DepotException {
        try {
            Files.createDirectory(place);
        } catch (IOException e) {
            // Another may have been faster.
            if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
                throw tree.writeFailure(action, e);
            }
        }
    }

    @Override
    public OptionalLong freeBytes() throws IOException {
        FileStore store = Files.getFileStore(tree.root());
        // What is no disk, such as a bucket that is mounted, may have no size.
        return store.getTotalSpace() == 0 ? OptionalLong.empty() : OptionalLong.of(store.getUsableSpace());
    }

    @Override
    public long append(String file, long from, InputStream content) throws IOException {
        StorePath path = StorePath.below(file);
        return new FolderWrite(path, tree, StoreAction.write(path, describe())).append(from, content);
    }

    @Override
    public InputStream get(String file, long from) throws IOException {
        StorePath path = StorePath.below(file);
        StoreAction action = StoreAction.read(path, describe());
        Path place = existingFile(path, action);
        try {
            FileChannel content = RegularFile.open(place);
            return Channels.newInputStream(content.position(Math.min(from, content.size())));
        } catch (IOException e) {
            throw tree.failure(action, e);
        }
    }

    @Override
    public Optional<LocalFiles> localFiles() {
        return Optional.of(this::local);
    }

    private Path local(String file) throws IOException {
        StorePath path = StorePath.below(file);
        return existingFile(path, StoreAction.read(path, describe()));
    }

    private Path existingFile(StorePath path, StoreAction action) throws IOException {
        Path place = tree.place(path, action);
        BasicFileAttributes attributes = tree.attributes(place, action);
        if (attributes == null) {
            throw new NoSuchFileException(path.toString());
        }
        if (!attributes.isRegularFile()) {
            throw action.notAFile(path);
        }
        return place;
    }

    @Override
    public Optional<Renaming> renaming() {
        return Optional.of(this::rename);
    }

    private void rename(String from, String to) throws IOException {
        StorePath source = StorePath.below(from);
        StorePath target = StorePath.below(to);
        StoreAction action = StoreAction.rename(source, target, describe());
        Path old = tree.place(source, action);
        Path renamed = tree.place(target, action);
        BasicFileAttributes attributes = tree.attributes(old, action);
        if (attributes == null) {
            throw new NoSuchFileException(from);
        }
        if (tree.attributes(renamed, action) != null) {
            throw new FileAlreadyExistsException(to);
        }
        Path targetFolder = tree.requireFolder(target.folder(), action);
        try (OpenFolder fromFolder = OpenFolder.of(tree.root(), source.folder());
                OpenFolder toFolder = OpenFolder.of(tree.root(), target.folder())) {
            if (attributes.isDirectory()) {
                Sync.folder(old);
            }
            fromFolder.move(source.name(), toFolder, target.name());
            Sync.folder(targetFolder);
            Sync.folder(tree.place(source.folder(), action));
        } catch (IOException e) {
            throw tree.failure(action, e);
        }
    }

    @Override
    public void delete(String path) throws IOException {
        StorePath parsed = StorePath.below(path);
        StoreAction action = StoreAction.delete(parsed, describe());
        if (tree.attributes(tree.place(parsed.folder(), action).resolve(parsed.name()), action) == null) {
            return;
        }
        try (OpenFolder folder = OpenFolder.of(tree.root(), parsed.folder())) {
            folder.delete(parsed.name());
        } catch (NoSuchFileException e) {
            return; // another was faster
        } catch (IOException e) {
            throw tree.failure(action, e);
        }
    }

    @Override
    public void close() {}
}
