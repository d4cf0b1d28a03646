package io.dbferry.stream.media;

import io.dbferry.text.Hashing;
import java.nio.charset.StandardCharsets;

/** How receipts name media files that a receiver asks for: by a hash, as receipts of an encrypted stream name nothing. */
public final class RequestedMedia {
    /** A receipt asks for at most so many; the receipt behind their repair asks for the next ones. */
    public static final int MOST = 1000;

    /** Half of SHA-256. Were two files to share it, both would travel. */
    private static final int DIGITS = 32;

    private RequestedMedia() {}

    /** @param folder its number, in the order of both configs */
    public static String hash(int folder, String name) {
        return Hashing.sha256((folder + "/" + name).getBytes(StandardCharsets.UTF_8))
                .substring(0, DIGITS);
    }
}
