package io.dbferry.stream.store.s3;

import io.dbferry.stream.store.Content;
import io.dbferry.stream.store.Creating;
import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.FirstNames;
import io.dbferry.stream.store.FlatListing;
import io.dbferry.stream.store.Store;
import io.dbferry.stream.store.StorePath;
import io.dbferry.stream.store.part.ObjectAccount;
import io.dbferry.stream.store.retry.StoreAction;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A bucket, or the keys in it that begin with a prefix. Folders are parts of keys. */
public final class S3Store implements Store {
    private final ObjectAccount account;
    private final S3Client client;
    private final int partBytes;

    private S3Store(ObjectAccount account, S3Client client, int partBytes) {
        this.account = account;
        this.client = client;
        this.partBytes = partBytes;
    }

    /** Asks for the first key, which tells whether the bucket is there and the credentials are good. */
    public static S3Store open(ObjectAccount account) throws DepotException {
        return open(account, S3Upload.PART_BYTES);
    }

    static S3Store open(ObjectAccount account, int partBytes) throws DepotException {
        S3Client client = S3Login.client(account);
        S3Store store = new S3Store(account, client, partBytes);
        try {
            client.listObjectsV2(
                    r -> r.bucket(account.bucket()).prefix(store.folderKey("")).maxKeys(1));
            return store;
        } catch (SdkException e) {
            client.close();
            throw S3Failure.of(StoreAction.open(store.describe()), e);
        }
    }

    @Override
    public String describe() {
        return account.toString();
    }

    private String key(StorePath path) {
        return folderKey("") + path;
    }

    /** What the keys of all that is in a folder begin with. */
    private String folderKey(String folder) {
        String root = account.prefix().isEmpty() ? "" : account.prefix() + "/";
        return folder.isEmpty() ? root : root + StorePath.of(folder) + "/";
    }

    /** Something asked of the server. */
    private interface Call<T> {
        T run() throws IOException;
    }

    private static <T> T asked(StoreAction action, Call<T> call) throws IOException {
        try {
            return call.run();
        } catch (SdkException e) {
            throw S3Failure.of(action, e);
        }
    }

    private Iterable<ListObjectsV2Response> pages(String prefix, String delimiter) {
        return client.listObjectsV2Paginator(
                r -> r.bucket(account.bucket()).prefix(prefix).delimiter(delimiter));
    }

    @Override
    public List<Entry> list(String folder) throws IOException {
        StoreAction action = StoreAction.list(StorePath.of(folder), describe());
        List<Entry> entries = new ArrayList<>();
        return asked(action, () -> {
            String prefix = folderKey(folder);
            for (ListObjectsV2Response page : pages(prefix, "/")) {
                entries.addAll(entries(page, prefix));
                action.checkCount(entries.size());
            }
            entries.sort(Comparator.comparing(Entry::name));
            return entries;
        });
    }

    @Override
    public List<Entry> first(String folder, Predicate<String> wanted) throws IOException {
        FirstNames<Entry> first = new FirstNames<>(MOST_NAMES, Comparator.comparing(Entry::name));
        return asked(StoreAction.list(StorePath.of(folder), describe()), () -> {
            String prefix = folderKey(folder);
            for (ListObjectsV2Response page : pages(prefix, "/")) {
                entries(page, prefix).stream()
                        .filter(entry -> wanted.test(entry.name()))
                        .forEach(first::add);
            }
            return first.entries();
        });
    }

    /** Names that no path can have are not ours: anyone may have put such keys there. */
    private static List<Entry> entries(ListObjectsV2Response page, String prefix) {
        List<Entry> entries = new ArrayList<>();
        for (S3Object object : page.contents()) {
            String name = object.key().substring(prefix.length());
            entries.add(new Entry(name, false, object.size(), object.lastModified()));
        }
        for (CommonPrefix below : page.commonPrefixes()) {
            String name = below.prefix().substring(prefix.length(), below.prefix().length() - 1);
            entries.add(new Entry(name, true, 0, Instant.EPOCH));
        }
        entries.removeIf(entry -> !StorePath.isName(entry.name()));
        return entries;
    }

    /** One question for a file that is there, two for all else. */
    @Override
    public Optional<Entry> find(String path) throws IOException {
        StorePath parsed = StorePath.below(path);
        StoreAction action = StoreAction.read(parsed, describe());
        return asked(action, () -> {
            try {
                HeadObjectResponse head =
                        client.headObject(r -> r.bucket(account.bucket()).key(key(parsed)));
                return Optional.of(new Entry(parsed.name(), false, head.contentLength(), head.lastModified()));
            } catch (SdkException e) {
                if (S3Failure.status(e) != S3Failure.NOT_FOUND) {
                    throw e;
                }
            }
            String below = folderKey(path);
            boolean folder = !client.listObjectsV2(
                            r -> r.bucket(account.bucket()).prefix(below).maxKeys(1))
                    .contents()
                    .isEmpty();
            return folder ? Optional.of(new Entry(parsed.name(), true, 0, Instant.EPOCH)) : Optional.empty();
        });
    }

    @Override
    public void put(String file, Content content) throws IOException {
        StorePath path = StorePath.below(file);
        asked(StoreAction.write(path, describe()), () -> {
            upload(path).run(content, false);
            return file;
        });
    }

    private S3Upload upload(StorePath path) {
        return new S3Upload(client, account.bucket(), key(path), partBytes);
    }

    @Override
    public Optional<Creating> creating() {
        return Optional.of(this::create);
    }

    /** A creation whose answer was lost was done: what is there is compared. */
    private void create(String file, Content content) throws IOException {
        StorePath path = StorePath.below(file);
        asked(StoreAction.write(path, describe()), () -> {
            try {
                upload(path).run(content, true);
            } catch (SdkException e) {
                if (S3Failure.status(e) != S3Failure.PRECONDITION) {
                    throw e;
                }
                if (!isThere(file, content)) {
                    throw new FileAlreadyExistsException(file);
                }
            }
            return file;
        });
    }

    private boolean isThere(String file, Content content) throws IOException {
        try (InputStream theirs = get(file);
                InputStream ours = content.from(0)) {
            byte[] their = theirs.readNBytes(S3Upload.PART_BYTES);
            byte[] our = ours.readNBytes(S3Upload.PART_BYTES);
            return java.util.Arrays.equals(their, our) && their.length < S3Upload.PART_BYTES;
        }
    }

    @Override
    public Optional<FlatListing> flatListing() {
        return Optional.of(this::foldersWith);
    }

    private Set<String> foldersWith(String folder, String file) throws IOException {
        Set<String> found = new HashSet<>();
        return asked(StoreAction.list(StorePath.of(folder), describe()), () -> {
            String prefix = folderKey(folder);
            for (ListObjectsV2Response page : pages(prefix, "")) {
                for (S3Object object : page.contents()) {
                    String[] names = object.key().substring(prefix.length()).split("/", -1);
                    if (names.length == 2 && names[1].equals(file)) {
                        found.add(names[0]);
                    }
                }
            }
            return found;
        });
    }

    @Override
    public InputStream get(String file, long from) throws IOException {
        StorePath path = StorePath.below(file);
        StoreAction action = StoreAction.read(path, describe());
        return asked(action, () -> {
            try {
                return new S3Content(
                        client.getObject(r -> r.bucket(account.bucket())
                                .key(key(path))
                                .range(from == 0 ? null : "bytes=" + from + "-")),
                        action);
            } catch (SdkException e) {
                if (S3Failure.status(e) == S3Failure.NO_RANGE) {
                    return new ByteArrayInputStream(new byte[0]);
                }
                if (S3Failure.code(e).equals("NoSuchKey")) {
                    throw new NoSuchFileException(file);
                }
                throw e;
            }
        });
    }

    @Override
    public void delete(String path) throws IOException {
        StorePath parsed = StorePath.below(path);
        asked(StoreAction.delete(parsed, describe()), () -> {
            deleteKey(key(parsed));
            for (ListObjectsV2Response page : pages(folderKey(path), "")) {
                page.contents().forEach(object -> deleteKey(object.key()));
            }
            abortUploads(parsed);
            return path;
        });
    }

    /** One by one: Google's server has no request that deletes several. */
    private void deleteKey(String key) {
        client.deleteObject(r -> r.bucket(account.bucket()).key(key));
    }

    /** Their parts take room, and nobody lists them. */
    private void abortUploads(StorePath path) {
        String key = key(path);
        for (MultipartUpload upload : client.listMultipartUploadsPaginator(
                        r -> r.bucket(account.bucket()).prefix(key))
                .uploads()) {
            if (upload.key().equals(key) || upload.key().startsWith(key + "/")) {
                client.abortMultipartUpload(
                        r -> r.bucket(account.bucket()).key(upload.key()).uploadId(upload.uploadId()));
            }
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
