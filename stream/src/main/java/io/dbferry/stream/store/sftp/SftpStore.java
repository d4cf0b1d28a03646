package io.dbferry.stream.store.sftp;

import io.dbferry.stream.store.AppendingStore;
import io.dbferry.stream.store.Content;
import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.DepotException.Problem;
import io.dbferry.stream.store.FirstNames;
import io.dbferry.stream.store.Renaming;
import io.dbferry.stream.store.ResumePoint;
import io.dbferry.stream.store.Soon;
import io.dbferry.stream.store.StorePath;
import io.dbferry.stream.store.retry.StoreAction;
import io.dbferry.stream.store.sftp.login.SftpAccount;
import io.dbferry.stream.store.sftp.login.SftpKeys;
import io.dbferry.stream.store.sftp.login.SftpLogin;
import io.dbferry.stream.store.sftp.pipe.Found;
import io.dbferry.stream.store.sftp.pipe.SftpChannel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

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
    private final SftpAhead ahead;

    private SftpStore(SftpAccount account, SftpConnection connection) {
        this.account = account;
        this.connection = connection;
        this.folder = new SftpFolder(account, connection);
        this.ahead = new SftpAhead(folder);
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
        Optional<Found> found = folder.find(StorePath.of(""), action);
        if (found.isEmpty()) {
            throw missing(action);
        }
        if (!found.get().isFolder()) {
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
        List<Entry> entries = new ArrayList<>();
        forEach(name, (entry, action) -> {
            if (entries.size() == MOST_NAMES) {
                throw action.tooManyNames();
            }
            entries.add(entry);
        });
        entries.sort(Comparator.comparing(Entry::name));
        return entries;
    }

    @Override
    public List<Entry> first(String name, Predicate<String> wanted) throws IOException {
        FirstNames<Entry> first = new FirstNames<>(MOST_NAMES, Comparator.comparing(Entry::name));
        forEach(name, (entry, action) -> {
            if (wanted.test(entry.name())) {
                first.add(entry);
            }
        });
        return first.entries();
    }

    /** Gets what is in a folder. */
    private interface Entries {
        void add(Entry entry, StoreAction action) throws DepotException;
    }

    private void forEach(String name, Entries entries) throws IOException {
        StorePath path = StorePath.of(name);
        StoreAction action = StoreAction.list(path, describe());
        Optional<Found> found = folder.ask(action, channel -> {
            SftpList list = ahead.list(channel, path);
            Optional<Found> there = list.found();
            if (there.filter(Found::isFolder).isPresent()) {
                list.forEach(child -> {
                    Optional<Entry> entry = entry(child.name(), child.found());
                    if (entry.isPresent()) {
                        entries.add(entry.get(), action);
                    }
                    return true;
                });
            }
            return there;
        });
        if (found.isEmpty() && path.isRoot()) {
            throw missing(action);
        }
        if (found.isPresent() && !found.get().isFolder()) {
            throw action.notAFolder(path);
        }
    }

    @Override
    public Optional<Entry> find(String name) throws IOException {
        StorePath path = StorePath.below(name);
        return folder.ask(StoreAction.read(path, describe()), channel -> ahead.look(channel, path)
                        .take())
                .flatMap(found -> entry(path.name(), found));
    }

    private static Optional<Entry> entry(String name, Found found) {
        return switch (found.kind()) {
            case FILE -> Optional.of(new Entry(name, false, found.bytes(), found.modified()));
            case FOLDER -> Optional.of(new Entry(name, true, 0, found.modified()));
            case OTHER -> Optional.empty();
        };
    }

    @Override
    public void makeFolder(String name) throws IOException {
        StorePath path = StorePath.of(name);
        StoreAction action = StoreAction.makeFolder(path, describe());
        folder.ask(action, channel -> new SftpNewFolder(folder, channel, ahead, action).make(path));
    }

    @Override
    public OptionalLong freeBytes() throws IOException {
        return folder.freeBytes();
    }

    @Override
    public void put(String file, Content content) throws IOException {
        StorePath path = StorePath.below(file);
        ahead.changes(path);
        try (SftpUpload upload = SftpUpload.of(folder, path, describe())) {
            long from = ResumePoint.find(this, file, upload.begin(), content);
            try (InputStream rest = content.from(from)) {
                upload.write(from, rest);
            }
        }
    }

    @Override
    public long append(String file, long from, InputStream content) throws IOException {
        StorePath path = StorePath.below(file);
        ahead.changes(path);
        try (SftpUpload upload = SftpUpload.of(folder, path, describe())) {
            return upload.append(from, content);
        }
    }

    @Override
    public InputStream get(String file, long from) throws IOException {
        StorePath path = StorePath.below(file);
        return folder.ask(StoreAction.read(path, describe()), channel -> ahead.download(channel, path)
                        .open(from))
                .orElseThrow(() -> new NoSuchFileException(path.toString()));
    }

    @Override
    public void putAll(String name, Map<String, Content> files, Soon soon) throws IOException {
        StorePath path = StorePath.of(name);
        StoreAction action = StoreAction.makeFolder(path, describe());
        Optional<Map<String, byte[]>> small = SftpBatch.read(files);
        if (small.isEmpty()
                || !folder.ask(action, channel -> new SftpBatch(folder, channel, ahead).put(path, small.get(), soon))) {
            AppendingStore.super.putAll(name, files, soon); // one by one, which finds out what is in the way
        }
    }

    @Override
    public void soon(Soon questions) {
        Optional<SftpChannel> channel = connection.ifOpen();
        try {
            if (channel.isPresent()) {
                ahead.ask(channel.get(), questions);
            }
        } catch (IOException e) {
            return; // the next question finds the connection broken and says so
        }
    }

    @Override
    public Optional<Renaming> renaming() {
        return Optional.of(new SftpRenaming(folder, ahead, describe()));
    }

    @Override
    public void delete(String path) throws IOException {
        StorePath parsed = StorePath.below(path);
        ahead.changes(parsed);
        folder.ask(StoreAction.delete(parsed, describe()), channel -> {
            new SftpDeletion(folder, channel).delete(parsed);
            return parsed;
        });
    }

    @Override
    public void close() {
        connection.close();
    }
}
