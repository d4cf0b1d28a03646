package io.dbferry.sender.policy;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.files.PrivateFile;
import io.dbferry.text.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The secret of hashes, and HMAC-SHA-256 with it in SQL (RFC 2104): PostgreSQL computes it with its own sha256 while it reads
 * rows; {@link #digits} computes the same here. The secret itself is in no statement: sessions have it in two settings, whose
 * names tell which secret it is, so that statements of one never compute with another. Has no text form.
 */
public final class HashKey {
    private static final int LEAST_BYTES = 32;
    private static final int MOST_BYTES = 4096;
    /** Hexadecimal digits of a text's hash: 128 bits, so that it fits wherever a text can be, and a uuid. */
    static final int DIGITS = 32;

    /** Of SHA-256. */
    private static final int BLOCK = 64;

    private static final byte INNER = 0x36;
    private static final byte OUTER = 0x5c;
    private static final int NAME_DIGITS = 12;

    private final byte[] inner;
    private final byte[] outer;
    /** Have taken their key's block, and nothing more: copies go on. */
    private final MessageDigest innerBegun;

    private final MessageDigest outerBegun;
    private final String name;

    HashKey(byte[] secret) {
        byte[] block = Arrays.copyOf(secret.length > BLOCK ? Hashing.sha256().digest(secret) : secret, BLOCK);
        this.inner = xor(block, INNER);
        this.outer = xor(block, OUTER);
        this.innerBegun = begun(inner);
        this.outerBegun = begun(outer);
        this.name = Hashing.hex(hmac("dbferry: the name of this secret".getBytes(StandardCharsets.UTF_8)))
                .substring(0, NAME_DIGITS);
    }

    /**
     * Reads the secret.
     *
     * @throws DbferryException if it cannot be read, is too short, or others may read it
     */
    public static HashKey read(Path file) {
        PrivateFile.requireOwners(file, "key file");
        try {
            byte[] content = Files.readAllBytes(file);
            byte[] secret =
                    new String(content, StandardCharsets.ISO_8859_1).strip().getBytes(StandardCharsets.ISO_8859_1);
            if (secret.length < LEAST_BYTES || secret.length > MOST_BYTES) {
                throw refused(
                        file, "it has " + secret.length + " bytes, not " + LEAST_BYTES + " to " + MOST_BYTES, null);
            }
            return new HashKey(secret);
        } catch (NoSuchFileException e) {
            throw refused(file, "the file does not exist", e);
        } catch (IOException e) {
            throw refused(file, "the file cannot be read", e);
        }
    }

    private static DbferryException refused(Path file, String cause, @Nullable Throwable e) {
        return new DbferryException(
                Failure.CONFIG,
                "cannot use key file '" + file + "': " + cause,
                "Correct policy.key-file, or make a key: openssl rand -hex 32 > FILE; chmod 600 FILE",
                e);
    }

    /** What a session needs for {@link #sql}. */
    public Map<String, String> settings() {
        return Map.of(setting("inner"), "\\x" + Hashing.hex(inner), setting("outer"), "\\x" + Hashing.hex(outer));
    }

    private String setting(String part) {
        return "dbferry.hash_" + part + "_" + name;
    }

    /** The hash of a bytea expression, as a bytea; of null it is null. */
    String sql(String bytes) {
        return "sha256(" + secret("outer") + " || sha256(" + secret("inner") + " || " + bytes + "))";
    }

    /** Read once for each statement. */
    private String secret(String part) {
        return "(SELECT current_setting('" + setting(part) + "')::bytea)";
    }

    byte[] hmac(byte[] message) {
        try {
            MessageDigest first = (MessageDigest) innerBegun.clone();
            MessageDigest second = (MessageDigest) outerBegun.clone();
            return second.digest(first.digest(message));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the SHA-256 of this Java cannot be copied", e);
        }
    }

    /** What {@link #sql} gives for a text, of that text in UTF-8: its digits. */
    byte[] digits(byte[] text) {
        byte[] hash = Arrays.copyOf(hmac(text), DIGITS / 2);
        return Hashing.hex(hash).getBytes(StandardCharsets.US_ASCII);
    }

    private static MessageDigest begun(byte[] block) {
        MessageDigest digest = Hashing.sha256();
        digest.update(block);
        return digest;
    }

    private static byte[] xor(byte[] block, byte with) {
        byte[] result = new byte[BLOCK];
        for (int i = 0; i < BLOCK; i++) {
            result[i] = (byte) (block[i] ^ with);
        }
        return result;
    }
}
