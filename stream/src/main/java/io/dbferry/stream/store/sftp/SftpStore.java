package io.dbferry.stream.store.sftp;

import com.jcraft.jsch.ChannelSftp;
import com.jcraft.jsch.SftpATTRS;
import com.jcraft.jsch.SftpException;
import io.dbferry.stream.store.AppendingStore;
import io.dbferry.stream.store.Content;
import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.DepotException.Problem;
import io.dbferry.stream.store.Renaming;
import io.dbferry.stream.store.ResumePoint;
import io.dbferry.stream.store.StorePath;
import io.dbferry.stream.store.retry.StoreAction;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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
 * A rename looks for the target first; two writers of one name at the same instant are for the
 * locks above to prevent. No link is followed at the end of a path; folders on the way there may be links.
 */
public final class SftpStore implements AppendingStore {
    private final SftpAccount account;
    private final SftpConnection connection;
    private final SftpFolder folder;

    private SftpStore(SftpAccount account, SftpConnection connection) {
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
    public static SftpStore open(SftpAccount account) throws DepotException {
        Optional<Path> agentSocket = Optional.ofNullable(System.getenv("SSH_AUTH_SOCK"))
                .filter(name -> !name.isEmpty())
                .map(Path::of);
        return open(account, agentSocket);
    }

    /** The same with the place of the SSH agent's socket given, as {@code SSH_AUTH_SOCK} would. */
    static SftpStore open(SftpAccount account, Optional<Path> agentSocket) throws DepotException {
        SftpConnection connection = new SftpConnection(new SftpLogin(account, new SftpKeys(account, agentSocket)));
        SftpStore store = new SftpStore(account, connection);
        try {
            store.checkFolder();
            return store;
        } catch (DepotException e) {
            store.close();
            throw e;
        }
    }

    private void checkFolder() throws DepotException {
        StoreAction action = StoreAction.open(describe());
        SftpATTRS attributes = folder.ask(action, channel -> folder.attributes(channel, StorePath.of("")));
        if (attributes == null) {
            throw missing(action);
        }
        if (!attributes.isDir()) {
            throw action.because(Problem.ACCESS, "it is not a folder", "Name a folder in 'depot'.", null);
        }
    }

    private DepotException missing(StoreAction action) {
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
        List<ChannelSftp.LsEntry> in(ChannelSftp channel, StorePath path) throws SftpException;
    }

    private List<Entry> list(String name, Names names) throws IOException {
        StorePath path = StorePath.of(name);
        StoreAction action = StoreAction.list(path, describe());
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
        StorePath path = StorePath.below(name);
        StoreAction action = StoreAction.read(path, describe());
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
        StorePath path = StorePath.of(name);
        StoreAction action = StoreAction.makeFolder(path, describe());
        int there = path.parts().size();
        while (there > 0 && !isFolder(path.first(there), action)) {
            there--;
        }
        for (int i = there + 1; i <= path.parts().size(); i++) {
            makeOne(path.first(i), action);
        }
    }

    private void makeOne(StorePath path, StoreAction action) throws DepotException {
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

    private boolean isFolder(StorePath path, StoreAction action) throws DepotException {
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

    /** Looks once at what stands there, which says both whether a file may be written and where a try that broke goes on. */
    @Override
    public void put(String file, Content content) throws IOException {
        StorePath path = StorePath.below(file);
        SftpUpload upload = new SftpUpload(path, folder, StoreAction.write(path, describe()));
        long from = ResumePoint.find(this, file, upload.there(), content);
        try (InputStream rest = content.from(from)) {
            upload.write(from, rest);
        }
    }

    @Override
    public long append(String file, long from, InputStream content) throws IOException {
        StorePath path = StorePath.below(file);
        return new SftpUpload(path, folder, StoreAction.write(path, describe())).append(from, content);
    }

    @Override
    public InputStream get(String file, long from) throws IOException {
        StorePath path = StorePath.below(file);
        StoreAction action = StoreAction.read(path, describe());
        SftpATTRS attributes = folder.ask(action, channel -> folder.attributes(channel, path));
        if (attributes == null) {
            throw new NoSuchFileException(path.toString());
        }
        if (!attributes.isReg()) {
            throw action.notAFile(path);
        }
        if (from == 0 && attributes.getSize() <= SftpSmallFile.MOST) {
            return new SftpSmallFile(path, folder, action).read((int) attributes.getSize());
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

    @Override
    public Optional<Renaming> renaming() {
        return Optional.of(new SftpRenaming(folder, describe()));
    }

    @Override
    public void delete(String path) throws IOException {
        StorePath parsed = StorePath.below(path);
        folder.ask(StoreAction.delete(parsed, describe()), channel -> {
            folder.delete(channel, parsed);
            return null;
        });
    }

    @Override
    public void close() {
        connection.close();
    }
}
