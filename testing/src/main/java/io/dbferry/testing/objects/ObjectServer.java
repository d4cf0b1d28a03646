package io.dbferry.testing.objects;

import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** An S3 server in this process, with its objects in memory or in a folder, that can be made to fail. */
public final class ObjectServer implements AutoCloseable {
    public static final String KEY = "the-key";
    public static final String SECRET = "the-secret-of-the-key";

    /** What happens around each call of the server's store; what it throws is what the server answers. */
    public interface Faults {
        default void before(String call) {}

        /** It was done, but the client learns otherwise. */
        default void after(String call) {}
    }

    private final S3Proxy server;
    private final BlobStore store;
    private final AtomicInteger buckets = new AtomicInteger();
    private volatile Faults faults = new Faults() {};
    private final Set<Integer> parts = ConcurrentHashMap.newKeySet();
    private volatile boolean unconditional;
    private volatile boolean quotesCount;

    /** @param middleware what stands between the server and its objects */
    public ObjectServer(UnaryOperator<BlobStore> middleware) throws Exception {
        this(new TransientNio2BlobStore(), middleware);
    }

    private ObjectServer(BlobStore plain, UnaryOperator<BlobStore> middleware) throws Exception {
        store = middleware.apply(new Faulty(plain));
        server = S3Proxy.builder()
                .blobStore(store)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, KEY, SECRET)
                .ignoreUnknownHeaders(true)
                .build();
        server.start();
    }

    public static ObjectServer start() throws Exception {
        return new ObjectServer(UnaryOperator.identity());
    }

    /** A server whose buckets are the folders in a folder, and whose objects are files in them. */
    public ObjectServer(Path folder) throws Exception {
        this(new FilesystemNio2BlobStore(folder.toString()), UnaryOperator.identity());
    }

    /** Something that the server does. */
    private interface Action<T> {
        T run();
    }

    private <T> T call(String name, Action<T> action) {
        faults.before(name);
        T result = action.run();
        faults.after(name);
        return result;
    }

    /** Only what DbFerry asks for. */
    private final class Faulty extends ForwardingBlobStore {
        private final BlobStore plain;

        Faulty(BlobStore plain) {
            super(plain);
            this.plain = plain;
        }

        @Override
        public PutObjectResponse putBlob(PutObjectRequest request, InputStream content) {
            PutObjectRequest put = unconditional
                    ? request.toBuilder().ifNoneMatch(null).ifMatch(null).build()
                    : request;
            return call("put", () -> {
                synchronized (plain) {
                    requireTag(put);
                    return plain.putBlob(put, content);
                }
            });
        }

        /** What the store in memory does not compare. */
        private void requireTag(PutObjectRequest put) {
            if (put.ifMatch() != null) {
                HeadObjectResponse there = plain.blobMetadataIfPresent(put.bucket(), put.key());
                String wanted = quotesCount ? put.ifMatch() : unquoted(put.ifMatch());
                if (there == null || !unquoted(there.eTag()).equals(wanted)) {
                    throw answer(412, "PreconditionFailed");
                }
            }
        }

        private static String unquoted(String tag) {
            return tag.replace("\"", "");
        }

        @Override
        public HeadObjectResponse blobMetadata(HeadObjectRequest request) {
            return call("head", () -> plain.blobMetadata(request));
        }

        @Override
        public ResponseInputStream<GetObjectResponse> getBlob(GetObjectRequest request) {
            return call("get", () -> plain.getBlob(request));
        }

        @Override
        public ListObjectsV2Response list(ListObjectsV2Request request) {
            return call("list", () -> plain.list(request));
        }

        @Override
        public DeleteObjectResponse removeBlob(DeleteObjectRequest request) {
            return call("delete", () -> plain.removeBlob(request));
        }

        @Override
        public UploadPartResponse uploadMultipartPart(
                MultipartUpload upload, UploadPartRequest request, InputStream content) {
            parts.add(request.partNumber());
            return call("part", () -> plain.uploadMultipartPart(upload, request, content));
        }

        @Override
        public CompleteMultipartUploadResponse completeMultipartUpload(
                MultipartUpload upload, CompleteMultipartUploadRequest request) {
            return call("complete", () -> plain.completeMultipartUpload(upload, request));
        }
    }

    /** The numbers of the parts that have been sent since {@link #forgetParts}; a broken connection may send one twice. */
    public Set<Integer> sentParts() {
        return parts;
    }

    public void forgetParts() {
        parts.clear();
    }

    public void fail(Faults next) {
        faults = next;
    }

    public void failNoMore() {
        faults = new Faults() {};
    }

    /** From now on, the server overwrites what it is asked only to create. */
    public void ignoreConditions(boolean ignore) {
        unconditional = ignore;
    }

    /** From now on, the server takes the quotation marks around a tag for a part of it, as Ceph 16 does. */
    public void countQuotes(boolean count) {
        quotesCount = count;
    }

    /** What a server answers that has too much to do. */
    public static RuntimeException slowDown() {
        return answer(503, "SlowDown");
    }

    public static RuntimeException answer(int status, String code) {
        return S3Exception.builder()
                .statusCode(status)
                .message(code)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage(code)
                        .sdkHttpResponse(
                                SdkHttpResponse.builder().statusCode(status).build())
                        .build())
                .build();
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getPort());
    }

    public String newBucket() {
        String bucket = "bucket-" + buckets.incrementAndGet();
        store.createContainer(bucket);
        return bucket;
    }

    @Override
    public void close() throws Exception {
        server.stop();
        store.close();
    }
}
