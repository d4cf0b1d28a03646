package io.dbferry.stream.store.s3;

import io.dbferry.stream.store.ConditionalWrites;
import io.dbferry.stream.store.Content;
import io.dbferry.stream.store.StorePath;
import io.dbferry.stream.store.retry.StoreAction;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** Writes that the server refuses if the object is not as expected. One whose answer was lost was done, if the object is ours. */
final class S3Conditional implements ConditionalWrites {
    /** Nobody else writes such a file, but for a process that was replaced by this one. */
    private static final int ROUNDS = 3;

    private final S3Store store;

    S3Conditional(S3Store store) {
        this.store = store;
    }

    @Override
    public void create(String file, Content content) throws IOException {
        StorePath path = StorePath.below(file);
        StoreAction action = StoreAction.write(path, store.describe());
        if (!write(path, content, S3Condition.ABSENT, action)) {
            throw new FileAlreadyExistsException(file);
        }
    }

    /** Ceph 16 refuses a tag as it has given it, in quotation marks: where nothing has changed, it gets the tag without. */
    @Override
    public void replace(String file, Content content) throws IOException {
        StorePath path = StorePath.below(file);
        StoreAction action = StoreAction.write(path, store.describe());
        for (int round = 0; round < ROUNDS; round++) {
            S3Condition condition = asItIs(path);
            if (write(path, content, condition, action)
                    || asItIs(path).equals(condition) && write(path, content, condition.unquoted(), action)) {
                return;
            }
        }
        throw S3Failure.unreachable(action, "another process writes it at the same time", null);
    }

    private S3Condition asItIs(StorePath path) throws IOException {
        return store.head(path)
                .map(HeadObjectResponse::eTag)
                .map(S3Condition::same)
                .orElse(S3Condition.ABSENT);
    }

    /** Whether the content is there now. */
    private boolean write(StorePath path, Content content, S3Condition condition, StoreAction action)
            throws IOException {
        try {
            store.upload(path).run(content, condition);
            return true;
        } catch (SdkException e) {
            int status = S3Failure.status(e);
            if (status == S3Failure.NOT_IMPLEMENTED) {
                throw ConditionalWrites.missing(store.describe(), "it answers " + status + " " + S3Failure.code(e), e);
            }
            boolean isOther = status == S3Failure.PRECONDITION
                    || S3Failure.code(e).equals(S3Failure.NO_KEY)
                    // One that refuses before it has read the content closes the connection, and its answer can be
                    // lost.
                    || status == S3Failure.NO_ANSWER && !asItIs(path).equals(condition);
            if (!isOther) {
                throw S3Failure.of(action, e);
            }
            return isThere(path.toString(), content);
        }
    }

    private boolean isThere(String file, Content content) throws IOException {
        int most = S3Sizes.NORMAL.partBytes();
        try (InputStream theirs = store.get(file);
                InputStream ours = content.from(0)) {
            byte[] their = theirs.readNBytes(most);
            return their.length < most && Arrays.equals(their, ours.readNBytes(most));
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
