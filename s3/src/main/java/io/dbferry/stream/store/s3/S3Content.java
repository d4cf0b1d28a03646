package io.dbferry.stream.store.s3;

import io.dbferry.stream.store.retry.StoreAction;
import java.io.FilterInputStream;
import java.io.IOException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** The content of an object, which ends only after as many bytes as the server has promised. */
final class S3Content extends FilterInputStream {
    private final ResponseInputStream<GetObjectResponse> content;
    private final StoreAction action;
    private final long bytes;
    private long read;

    S3Content(ResponseInputStream<GetObjectResponse> content, StoreAction action) {
        super(content);
        this.content = content;
        this.action = action;
        this.bytes = content.response().contentLength();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        try {
            int got = content.read(into, offset, length);
            if (got < 0 && read < bytes) {
                throw new IOException("ended after " + read + " of " + bytes + " bytes");
            }
            read += Math.max(got, 0);
            return got;
        } catch (IOException | SdkException e) {
            throw S3Failure.unreachable(action, "the connection broke: " + e.getMessage(), e);
        }
    }

    /** Not read to its end, which may be far away. */
    @Override
    public void close() throws IOException {
        if (read < bytes) {
            content.abort();
        } else {
            content.close();
        }
    }
}
