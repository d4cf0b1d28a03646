package io.dbferry.stream.store;

import io.dbferry.stream.store.DepotException.Problem;
import io.dbferry.stream.store.retry.StoreAction;
import io.dbferry.stream.store.sftp.SftpFailure;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A store in memory, for tests that need one to fail at a given moment. A fault strikes once; the store behaves again
 * afterwards, with what the fault left behind still there.
 */
public final class MemoryStore implements AppendingStore {
    private static final long NEVER = Long.MAX_VALUE;

    private record Node(boolean folder, byte[] content, Instant modified) {}

    private final Map<String, Node> nodes = new TreeMap<>();
    private long cutAfterBytes = NEVER;
    private long fullAfterBytes = NEVER;
    private int renamesToFail;
    private int renameAnswersToLose;

    /** The connection breaks when so many more bytes have been written; they stay. */
    public void cutAfter(long bytes) {
        cutAfterBytes = bytes;
    }

    /** The space ends when so many more bytes have been written; they stay. */
    public void fullAfter(long bytes) {
        fullAfterBytes = bytes;
    }

    /** The connection breaks at so many renames, before anything is renamed. */
    public void failRenames(int count) {
        renamesToFail = count;
    }

    /** The connection breaks at so many renames, after they are done. */
    public void loseRenameAnswers(int count) {
        renameAnswersToLose = count;
    }

    @Override
    public String describe() {
        return "memory";
    }

    @Override
    public synchronized List<Entry> list(String folder) throws IOException {
        StorePath path = StorePath.of(folder);
        if (isFile(path)) {
            throw StoreAction.list(path, describe()).notAFolder(path);
        }
        String prefix = path.isRoot() ? "" : path + "/";
        List<Entry> entries = new ArrayList<>();
        nodes.forEach((name, node) -> {
            if (name.startsWith(prefix) && name.indexOf('/', prefix.length()) < 0) {
                entries.add(new Entry(
                        name.substring(prefix.length()), node.folder(), node.content().length, node.modified()));
            }
        });
        return entries;
    }

    @Override
    public synchronized Optional<Entry> find(String path) {
        StorePath parsed = StorePath.below(path);
        Node node = nodes.get(parsed.toString());
        return Optional.ofNullable(node)
                .map(n -> new Entry(parsed.name(), n.folder(), n.content().length, n.modified()));
    }

    @Override
    public synchronized void makeFolder(String folder) throws IOException {
        StorePath path = StorePath.of(folder);
        for (int i = 1; i <= path.parts().size(); i++) {
            if (isFile(path.first(i))) {
                throw StoreAction.makeFolder(path, describe()).notAFolder(path.first(i));
            }
            nodes.putIfAbsent(path.first(i).toString(), new Node(true, new byte[0], Instant.now()));
        }
    }

    @Override
    public synchronized long append(String file, long from, InputStream content) throws IOException {
        Node there = nodes.get(StorePath.below(file).toString());
        long length = there == null ? 0 : there.content().length;
        if (from > 0 && (there == null || length != from)) {
            throw StoreAction.write(StorePath.below(file), describe()).otherLength(from, length);
        }
        return write(file, from == 0 || there == null ? new byte[0] : there.content(), content);
    }

    private long write(String file, byte[] before, InputStream content) throws IOException {
        StorePath path = StorePath.below(file);
        StoreAction action = StoreAction.write(path, describe());
        if (isFolder(path)) {
            throw action.notAFile(path);
        }
        if (!isFolder(path.folder())) {
            throw action.noFolder("Run the same command again: it recreates its folders.", null);
        }
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        written.writeBytes(before);
        try {
            for (int next = content.read(); next >= 0; next = content.read()) {
                strike(action);
                written.write(next);
            }
        } finally {
            nodes.put(file, new Node(false, written.toByteArray(), Instant.now()));
        }
        return written.size();
    }

    /** Lets a fault strike whose moment has come, before one more byte is taken. */
    private void strike(StoreAction action) throws DepotException {
        if (cutAfterBytes == 0) {
            cutAfterBytes = NEVER;
            throw SftpFailure.broken(action, new IOException("cut by the test"));
        }
        if (fullAfterBytes == 0) {
            fullAfterBytes = NEVER;
            throw action.full(null);
        }
        cutAfterBytes -= cutAfterBytes == NEVER ? 0 : 1;
        fullAfterBytes -= fullAfterBytes == NEVER ? 0 : 1;
    }

    @Override
    public synchronized InputStream get(String file, long from) throws IOException {
        StorePath path = StorePath.below(file);
        if (isFolder(path)) {
            throw StoreAction.read(path, describe()).notAFile(path);
        }
        Node node = nodes.get(file);
        if (node == null) {
            throw new NoSuchFileException(file);
        }
        int first = (int) Math.min(from, node.content().length);
        return new ByteArrayInputStream(node.content(), first, node.content().length - first);
    }

    @Override
    public Optional<Renaming> renaming() {
        return Optional.of(new Renaming() {
            @Override
            public void rename(String from, String to) throws IOException {
                MemoryStore.this.rename(from, to);
            }

            @Override
            public boolean replace(String from, String to) throws IOException {
                return replaceFile(from, to);
            }
        });
    }

    private synchronized boolean replaceFile(String from, String to) throws IOException {
        if (nodes.containsKey(to) && !isFile(StorePath.below(to))) {
            return false;
        }
        Node old = nodes.containsKey(from) ? nodes.remove(to) : null;
        try {
            rename(from, to);
            return true;
        } catch (IOException e) {
            if (old != null && nodes.containsKey(from)) {
                nodes.put(to, old);
            }
            throw e;
        }
    }

    private synchronized void rename(String from, String to) throws IOException {
        StorePath source = StorePath.below(from);
        StorePath target = StorePath.below(to);
        StoreAction action = StoreAction.rename(source, target, describe());
        if (!nodes.containsKey(from)) {
            throw new NoSuchFileException(from);
        }
        if (nodes.containsKey(to)) {
            throw new FileAlreadyExistsException(to);
        }
        if (!isFolder(target.folder())) {
            throw action.noFolder("Run the same command again: it recreates its folders.", null);
        }
        if (renamesToFail > 0) {
            renamesToFail--;
            throw action.because(Problem.UNREACHABLE, "the connection broke", "Run it again.", null);
        }
        for (String name : List.copyOf(nodes.keySet())) {
            if (name.equals(from) || name.startsWith(from + "/")) {
                Node node = nodes.remove(name);
                if (node != null) {
                    nodes.put(to + name.substring(from.length()), node);
                }
            }
        }
        touch(source.folder());
        touch(target.folder());
        if (renameAnswersToLose > 0) {
            renameAnswersToLose--;
            throw action.because(Problem.UNREACHABLE, "the connection broke", "Run it again.", null);
        }
    }

    @Override
    public synchronized void delete(String path) {
        StorePath parsed = StorePath.below(path);
        nodes.keySet().removeIf(name -> name.equals(parsed.toString()) || name.startsWith(parsed + "/"));
    }

    @Override
    public void close() {}

    private void touch(StorePath folder) {
        nodes.computeIfPresent(
                folder.toString(), (name, node) -> new Node(node.folder(), node.content(), Instant.now()));
    }

    private boolean isFolder(StorePath path) {
        Node node = nodes.get(path.toString());
        return path.isRoot() || (node != null && node.folder());
    }

    private boolean isFile(StorePath path) {
        Node node = nodes.get(path.toString());
        return node != null && !node.folder();
    }
}
