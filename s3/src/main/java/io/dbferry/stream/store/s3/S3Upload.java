package io.dbferry.stream.store.s3;

import io.dbferry.stream.store.Content;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.Part;

/**
 * The upload of one object: in one request, or in parts of one size. Parts that a try which broke has left count if their
 * MD5 is that of our bytes; the object appears when all are there.
 */
final class S3Upload {
    private static final int MOST_PARTS = 10_000;
    private static final int MEGABYTE = 1 << 20;
    private static final String TYPE = "application/octet-stream";

    private final S3Client client;
    private final String bucket;
    private final String key;
    private final int leastPart;

    /** @param leastPart how large a part is, unless the object has too many of them */
    S3Upload(S3Client client, String bucket, String key, int leastPart) {
        this.client = client;
        this.bucket = bucket;
        this.key = key;
        this.leastPart = leastPart;
    }

    void run(Content content, S3Condition condition) throws IOException {
        byte[] buffer = new byte[(int) Math.min(partBytes(content.length()), Math.max(content.length(), 0) + MEGABYTE)];
        try (InputStream bytes = content.from(0)) {
            int first = bytes.readNBytes(buffer, 0, buffer.length);
            if (first < buffer.length) {
                putWhole(buffer, first, condition);
                return;
            }
            int size = partBytes(content.length());
            if (buffer.length < size) { // grew since its length was asked for
                buffer = Arrays.copyOf(buffer, size);
                first += bytes.readNBytes(buffer, first, size - first);
                if (first < size) {
                    putWhole(buffer, first, condition);
                    return;
                }
            }
            putParts(buffer, bytes, condition);
        }
    }

    /** The same for the same file at every try. */
    private int partBytes(long length) {
        long needed = length / MOST_PARTS + 1;
        return (int) Math.max(leastPart, (needed + MEGABYTE) / MEGABYTE * MEGABYTE);
    }

    private static RequestBody body(byte[] buffer, int bytes) {
        return RequestBody.fromContentProvider(() -> new ByteArrayInputStream(buffer, 0, bytes), bytes, TYPE);
    }

    private void putWhole(byte[] buffer, int bytes, S3Condition condition) {
        client.putObject(
                r -> r.bucket(bucket)
                        .key(key)
                        .ifNoneMatch(condition.noneMatch())
                        .ifMatch(condition.match()),
                body(buffer, bytes));
    }

    private void putParts(byte[] buffer, InputStream bytes, S3Condition condition) throws IOException {
        Optional<String> left = unfinished();
        Map<Integer, Part> there = left.isPresent() ? parts(left.get()) : Map.of();
        String upload = left.orElseGet(() ->
                client.createMultipartUpload(r -> r.bucket(bucket).key(key)).uploadId());
        if (!there.isEmpty()) {
            LoggerFactory.getLogger(S3Upload.class)
                    .atInfo()
                    .addKeyValue("event", "resumed")
                    .addKeyValue("parts", there.size())
                    .log("continues the upload of '{}' after {} parts", key, there.size());
        }
        List<CompletedPart> parts = new ArrayList<>();
        int size = buffer.length;
        while (size > 0) {
            int number = parts.size() + 1;
            Part old = there.get(number);
            String tag = old != null && isSame(old, buffer, size) ? old.eTag() : putPart(upload, number, buffer, size);
            parts.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
            size = bytes.readNBytes(buffer, 0, buffer.length);
        }
        client.completeMultipartUpload(r -> r.bucket(bucket)
                .key(key)
                .uploadId(upload)
                .multipartUpload(m -> m.parts(parts))
                .ifNoneMatch(condition.noneMatch())
                .ifMatch(condition.match()));
    }

    private String putPart(String upload, int number, byte[] buffer, int size) {
        return client.uploadPart(r -> r.bucket(bucket).key(key).uploadId(upload).partNumber(number), body(buffer, size))
                .eTag();
    }

    /** A server whose tags are no MD5, as with encryption by foreign keys, gets the part once more. */
    private static boolean isSame(Part part, byte[] buffer, int size) {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            md5.update(buffer, 0, size);
            String tag = part.eTag().replace("\"", "");
            return part.size() == size && tag.equals(HexFormat.of().formatHex(md5.digest()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Optional<String> unfinished() {
        return client.listMultipartUploadsPaginator(r -> r.bucket(bucket).prefix(key)).uploads().stream()
                .filter(upload -> upload.key().equals(key))
                .map(MultipartUpload::uploadId)
                .findFirst();
    }

    private Map<Integer, Part> parts(String upload) {
        Map<Integer, Part> parts = new HashMap<>();
        client.listPartsPaginator(r -> r.bucket(bucket).key(key).uploadId(upload)).parts().stream()
                .forEach(part -> parts.put(part.partNumber(), part));
        return parts;
    }
}
