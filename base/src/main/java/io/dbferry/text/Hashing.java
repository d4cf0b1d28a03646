package io.dbferry.text;

import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, as every hash of ours is. */
public final class Hashing {
    private Hashing() {}

    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    public static String hex(byte[] hash) {
        return HexFormat.of().formatHex(hash);
    }

    public static String sha256(byte[] content) {
        return hex(sha256().digest(content));
    }

    /** A stream that hashes what is read through it. */
    public static DigestInputStream through(InputStream content) {
        return new DigestInputStream(content, sha256());
    }
}
