package io.dbferry.stream.store.sftp;

import com.jcraft.jsch.ChannelSftp;
import com.jcraft.jsch.SftpATTRS;
import com.jcraft.jsch.SftpException;
import io.dbferry.stream.store.Depot;
import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.DepotException.Problem;
import io.dbferry.stream.store.DepotPath;
import io.dbferry.stream.store.ReadContent;
import io.dbferry.stream.store.retry.DepotAction;
import io.dbferry.stream.store.retry.ResumedContent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A folder of an SFTP account. After a broken connection the next call connects anew, so a repeat of what failed may
 * succeed. What is written is on the server, but not necessarily on its disk: SFTP version 3 knows no fsync.
 * {@link #rename} looks for the target before it renames; two writers of one name at the same instant are for the
 * locks above to prevent. No link is followed at the end of a path; folders on the way there may be links.
 */
public final class SftpDepot implements Depot {
    private final SftpAccount account;
    private final SftpConnection connection;
    private final SftpFolder folder;

    private SftpDepot(SftpAccount account, SftpConnection connection) {
        this.account = account;
        this.connection = connection;
        this.folder = new SftpFolder(account, connection);
    }

    /**
     * Logs in and checks that the folder exists. Whether it is writable shows with the first write.
     *
     * @throws DepotException if the server cannot be reached or is not the known one, does not let us in, or has no
     *     such folder
     */
    public static SftpDepot open(SftpAccount account) throws DepotException {
        Optional<Path> agentSocket = Optional.ofNullable(System.getenv("SSH_AUTH_SOCK"))
                .filter(name -> !name.isEmpty())
                .map(Path::of);
        return open(account, agentSocket);
    }

    /** The same with the place of the SSH agent's socket given, as {@code SSH_AUTH_SOCK} would. */
    static SftpDepot open(SftpAccount account, Optional<Path> agentSocket) throws DepotException {
        SftpConnection connection = new SftpConnection(new SftpLogin(account, new SftpKeys(account, agentSocket)));
        SftpDepot depot = new SftpDepot(account, connection);
        try {
            depot.checkFolder();
            return depot;
        } catch (DepotException e) {
            depot.close();
            throw e;
        }
    }

    private void checkFolder() throws DepotException {
        DepotAction action = DepotAction.open(describe());
        SftpATTRS attributes = folder.ask(action, channel -> folder.attributes(channel, DepotPath.of("")));
        if (attributes == null) {
            throw missing(action);
        }
        if (!attributes.isDir()) {
            throw action.because(Problem.ACCESS, "it is not a folder", "Name a folder in 'depot'.", null);
        }
    }

    private DepotException missing(DepotAction action) {
        return action.noFolder("Create it on " + account.host() + ": mkdir -p '" + account.folder() + "'", null);
    }

    @Override
    public String describe() {
        return account.address();
    }

    @Override
    public List<Entry> list(String name) throws IOException {
        return list(name, (channel, inside) -> {
            List<ChannelSftp.LsEntry> children = folder.children(channel, inside);
            return children.size() > MOST_NAMES ? null : children;
        });
    }

    @Override
    public List<Entry> first(String name, Predicate<String> wanted) throws IOException {
        return list(name, (channel, inside) -> folder.first(channel, inside, wanted));
    }

    /** Gives the names in a folder; null for too many. */
    private interface Names {
        @Nullable
        List<ChannelSftp.LsEntry> in(ChannelSftp channel, DepotPath path) throws SftpException;
    }

    private List<Entry> list(String name, Names names) throws IOException {
        DepotPath path = DepotPath.of(name);
        DepotAction action = DepotAction.list(path, describe());
        SftpATTRS attributes = folder.ask(action, channel -> folder.attributes(channel, path));
        if (attributes == null) {
            if (path.isRoot()) {
                throw missing(action);
            }
            return List.of();
        }
        if (!attributes.isDir()) {
            throw action.notAFolder(path);
        }
        List<ChannelSftp.LsEntry> found = folder.ask(action, channel -> names.in(channel, path));
        if (found == null) {
            throw action.tooManyNames();
        }
        List<Entry> entries = new ArrayList<>();
        for (ChannelSftp.LsEntry each : found) {
            entry(each.getFilename(), each.getAttrs()).ifPresent(entries::add);
        }
        entries.sort(Comparator.comparing(Entry::name));
        return entries;
    }

    @Override
    public Optional<Entry> find(String name) throws IOException {
        DepotPath path = DepotPath.below(name);
        DepotAction action = DepotAction.read(path, describe());
        SftpATTRS attributes = folder.ask(action, channel -> folder.attributes(channel, path));
        return attributes == null ? Optional.empty() : entry(path.name(), attributes);
    }

    private static Optional<Entry> entry(String name, SftpATTRS attributes) {
        if (!attributes.isDir() && !attributes.isReg()) {
            return Optional.empty();
        }
        return Optional.of(new Entry(
                name,
                attributes.isDir(),
                attributes.isDir() ? 0 : attributes.getSize(),
                Instant.ofEpochSecond(Integer.toUnsignedLong(attributes.getMTime()))));
    }

    @Override
    public void makeFolder(String name) throws IOException {
        DepotPath path = DepotPath.of(name);
        DepotAction action = DepotAction.makeFolder(path, describe());
        int there = path.parts().size();
        while (there > 0 && !isFolder(path.first(there), action)) {
            there--;
        }
        for (int i = there + 1; i <= path.parts().size(); i++) {
            makeOne(path.first(i), action);
        }
    }

    private void makeOne(DepotPath path, DepotAction action) throws DepotException {
        try {
            folder.ask(action, channel -> {
                folder.make(channel, path);
                return null;
            });
        } catch (DepotException e) {
            // The server has no word for "another was faster".
            if (!isFolder(path, action)) {
                throw e;
            }
        }
    }

    private boolean isFolder(DepotPath path, DepotAction action) throws DepotException {
        SftpATTRS attributes = folder.ask(action, channel -> folder.attributes(channel, path));
        if (attributes != null && !attributes.isDir()) {
            throw action.notAFolder(path);
        }
        return attributes != null;
    }

    @Override
    public OptionalLong freeBytes() throws IOException {
        return folder.freeBytes();
    }

    @Override
    public long write(String file, InputStream content) throws IOException {
        DepotPath path = DepotPath.below(file);
        DepotAction action = DepotAction.write(path, describe());
        SftpATTRS there = folder.ask(action, channel -> folder.attributes(channel, path));
        if (there != null && !there.isReg()) {
            throw action.notAFile(path);
        }
        return put(path, content, 0, action);
    }

    @Override
    public long append(String file, long from, InputStream content) throws IOException {
        if (from == 0) {
            return write(file, content);
        }
        DepotPath path = DepotPath.below(file);
        return put(path, content, from, DepotAction.write(path, describe()));
    }

    /** Writes behind the first bytes of a file and compares its length with what was written. */
    private long put(DepotPath path, InputStream content, long from, DepotAction action) throws IOException {
        long written = from + transfer(path, content, from, action);
        long reported = length(path, action);
        if (reported != written) {
            throw action.shortened(written, reported);
        }
        return written;
    }

    private long length(DepotPath path, DepotAction action) throws DepotException {
        SftpATTRS attributes = folder.ask(action, channel -> folder.attributes(channel, path));
        return attributes == null ? 0 : attributes.getSize();
    }

    private long transfer(DepotPath path, InputStream content, long from, DepotAction action) throws IOException {
        ReadContent counted = new ReadContent(content);
        ResumedContent resumed = new ResumedContent(counted, from);
        ChannelSftp channel = connection.borrow();
        try {
            channel.put(resumed, folder.remote(path), from == 0 ? ChannelSftp.OVERWRITE : ChannelSftp.RESUME);
            connection.giveBack(channel);
            return counted.bytes();
        } catch (SftpException e) {
            connection.discard(channel);
            if (counted.failure() != null) {
                throw counted.failure();
            }
            if (resumed.otherLength() >= 0) {
                throw action.otherLength(from, resumed.otherLength());
            }
            throw putFailure(path, action, e);
        }
    }

    /** Finds out why the server took no file, or not all of it; its own answer is but "failure". */
    private DepotException putFailure(DepotPath path, DepotAction action, SftpException e) throws DepotException {
        if (SftpFailure.isAnswer(e)) {
            requireFolderAbove(path, action, e);
            OptionalLong free = folder.freeBytes();
            if (free.isPresent() && DepotAction.isFull(free.getAsLong())) {
                return action.full(e);
            }
        }
        return SftpFailure.of(action, e);
    }

    @Override
    public InputStream read(String file, long from) throws IOException {
        DepotPath path = DepotPath.below(file);
        DepotAction action = DepotAction.read(path, describe());
        SftpATTRS attributes = folder.ask(action, channel -> folder.attributes(channel, path));
        if (attributes == null) {
            throw new NoSuchFileException(path.toString());
        }
        if (!attributes.isReg()) {
            throw action.notAFile(path);
        }
        ChannelSftp channel = connection.borrow();
        try {
            long first = Math.min(from, attributes.getSize());
            InputStream content = channel.get(folder.remote(path), null, first);
            return new SftpContent(content, attributes.getSize() - first, channel, connection, action);
        } catch (SftpException e) {
            connection.discard(channel);
            throw SftpFailure.of(action, e);
        }
    }

    /** Leaves nothing at {@code into} after a failure. */
    @Override
    public Path fetch(String file, Path into) throws IOException {
        try (InputStream content = read(file)) {
            return copy(content, into);
        }
    }

    private static Path copy(InputStream content, Path into) throws IOException {
        try {
            Files.copy(content, into, StandardCopyOption.REPLACE_EXISTING);
            return into;
        } catch (IOException e) {
            Files.deleteIfExists(into);
            throw e;
        }
    }

    @Override
    public boolean keepsFilesHere() {
        return false;
    }

    @Override
    public void rename(String from, String to) throws IOException {
        DepotPath source = DepotPath.below(from);
        DepotPath target = DepotPath.below(to);
        DepotAction action = DepotAction.rename(source, target, describe());
        if (folder.ask(action, channel -> folder.attributes(channel, source)) == null) {
            throw new NoSuchFileException(from);
        }
        if (folder.ask(action, channel -> folder.attributes(channel, target)) != null) {
            throw new FileAlreadyExistsException(to);
        }
        try {
            folder.ask(action, channel -> {
                channel.rename(folder.remote(source), folder.remote(target));
                return null;
            });
        } catch (DepotException e) {
            if (e.problem() != Problem.UNREACHABLE) {
                requireFolderAbove(target, action, e);
            }
            throw e;
        }
    }

    /** Of what the server does not take, it seldom says that the folder is gone. */
    private void requireFolderAbove(DepotPath path, DepotAction action, Exception cause) throws DepotException {
        SftpATTRS above = folder.ask(action, channel -> folder.attributes(channel, path.folder()));
        if (above == null || !above.isDir()) {
            throw action.noFolder("Run the same command again: it recreates its folders.", cause);
        }
    }

    @Override
    public void delete(String path) throws IOException {
        DepotPath parsed = DepotPath.below(path);
        folder.ask(DepotAction.delete(parsed, describe()), channel -> {
            delete(channel, parsed);
            return null;
        });
    }

    private void delete(ChannelSftp channel, DepotPath path) throws SftpException {
        SftpATTRS attributes = folder.attributes(channel, path);
        if (attributes == null) {
            return;
        }
        if (!attributes.isDir()) {
            channel.rm(folder.remote(path));
            return;
        }
        int found;
        do { // of a folder with more names than one list holds, the first of them at a time
            List<ChannelSftp.LsEntry> children = folder.children(channel, path);
            for (ChannelSftp.LsEntry child : children) {
                delete(channel, path.child(child.getFilename()));
            }
            found = children.size();
        } while (found > MOST_NAMES);
        channel.rmdir(folder.remote(path));
    }

    @Override
    public void close() {
        connection.close();
    }
}
