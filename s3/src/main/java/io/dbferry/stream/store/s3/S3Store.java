package io.dbferry.stream.store.s3;

import io.dbferry.stream.store.ConditionalWrites;
import io.dbferry.stream.store.Content;
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
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** A bucket, or the keys in it that begin with a prefix. Folders are parts of keys. */
public final class S3Store implements Store {
    private final ObjectAccount account;
    private final S3Client client;
    private final S3Sizes sizes;
    private final S3Keys keys;
    private final S3Listing listing;

    private S3Store(ObjectAccount account, S3Client client, S3Sizes sizes) {
        this.account = account;
        this.client = client;
        this.sizes = sizes;
        this.keys = S3Keys.of(account);
        this.listing = new S3Listing(client, keys, sizes.pageKeys());
    }

    /** Asks for the first key, which tells whether the bucket is there and the credentials are good. */
    public static S3Store open(ObjectAccount account) throws DepotException {
        return open(account, S3Sizes.NORMAL);
    }

    static S3Store open(ObjectAccount account, S3Sizes sizes) throws DepotException {
        S3Store store = new S3Store(account, S3Login.client(account), sizes);
        try {
            store.listing.hasAny(store.keys.folder(""));
            return store;
        } catch (SdkException e) {
            store.close();
            throw S3Failure.of(StoreAction.open(store.describe()), e);
        }
    }

    @Override
    public String describe() {
        return account.toString();
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

    @Override
    public List<Entry> list(String folder) throws IOException {
        StoreAction action = StoreAction.list(StorePath.of(folder), describe());
        return asked(action, () -> {
            List<Entry> entries = new ArrayList<>();
            listing.<IOException>entries(folder, some -> {
                entries.addAll(some);
                action.checkCount(entries.size());
            });
            entries.sort(Comparator.comparing(Entry::name));
            return entries;
        });
    }

    @Override
    public List<Entry> first(String folder, Predicate<String> wanted) throws IOException {
        return asked(StoreAction.list(StorePath.of(folder), describe()), () -> {
            FirstNames<Entry> first = new FirstNames<>(MOST_NAMES, Comparator.comparing(Entry::name));
            listing.<RuntimeException>entries(folder, some -> some.stream()
                    .filter(entry -> wanted.test(entry.name()))
                    .forEach(first::add));
            return first.entries();
        });
    }

    /** Empty for what is no file. */
    Optional<HeadObjectResponse> head(StorePath path) throws IOException {
        return asked(StoreAction.read(path, describe()), () -> {
            try {
                return Optional.of(
                        client.headObject(r -> r.bucket(keys.bucket()).key(keys.file(path))));
            } catch (SdkException e) {
                if (S3Failure.status(e) == S3Failure.NOT_FOUND) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    /** One question for a file that is there, two for all else. */
    @Override
    public Optional<Entry> find(String path) throws IOException {
        StorePath parsed = StorePath.below(path);
        Optional<HeadObjectResponse> head = head(parsed);
        if (head.isPresent()) {
            return head.map(h -> new Entry(parsed.name(), false, h.contentLength(), h.lastModified()));
        }
        boolean folder = asked(StoreAction.read(parsed, describe()), () -> listing.hasAny(keys.folder(path)));
        return folder ? Optional.of(new Entry(parsed.name(), true, 0, Instant.EPOCH)) : Optional.empty();
    }

    @Override
    public void put(String file, Content content) throws IOException {
        StorePath path = StorePath.below(file);
        asked(StoreAction.write(path, describe()), () -> {
            upload(path).run(content, S3Condition.NONE);
            return file;
        });
    }

    S3Upload upload(StorePath path) {
        return new S3Upload(client, keys.bucket(), keys.file(path), sizes.partBytes());
    }

    @Override
    public Optional<ConditionalWrites> conditionalWrites() {
        return Optional.of(new S3Conditional(this));
    }

    @Override
    public Optional<FlatListing> flatListing() {
        return Optional.of((folder, file) ->
                asked(StoreAction.list(StorePath.of(folder), describe()), () -> listing.foldersWith(folder, file)));
    }

    @Override
    public InputStream get(String file, long from) throws IOException {
        StorePath path = StorePath.below(file);
        StoreAction action = StoreAction.read(path, describe());
        return asked(action, () -> {
            try {
                return new S3Content(
                        client.getObject(r -> r.bucket(keys.bucket())
                                .key(keys.file(path))
                                .range(from == 0 ? null : "bytes=" + from + "-")),
                        action);
            } catch (SdkException e) {
                if (S3Failure.status(e) == S3Failure.NO_RANGE) {
                    return new ByteArrayInputStream(new byte[0]);
                }
                if (S3Failure.code(e).equals(S3Failure.NO_KEY)) {
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
            deleteKey(keys.file(parsed));
            listing.keysBelow(path, this::deleteKey);
            abortUploads(parsed);
            return path;
        });
    }

    /** One by one: Google's server has no request that deletes several. */
    private void deleteKey(String key) {
        client.deleteObject(r -> r.bucket(keys.bucket()).key(key));
    }

    /** Their parts take room, and nobody lists them. */
    private void abortUploads(StorePath path) {
        String key = keys.file(path);
        for (MultipartUpload upload : client.listMultipartUploadsPaginator(
                        r -> r.bucket(keys.bucket()).prefix(key))
                .uploads()) {
            if (upload.key().equals(key) || upload.key().startsWith(key + "/")) {
                client.abortMultipartUpload(
                        r -> r.bucket(keys.bucket()).key(upload.key()).uploadId(upload.uploadId()));
            }
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
