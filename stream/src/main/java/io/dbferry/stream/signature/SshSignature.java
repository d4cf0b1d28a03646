package io.dbferry.stream.signature;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** One signature, taken apart: the SSHSIG blob of OpenSSH's {@code PROTOCOL.sshsig}, section 2. */
final class SshSignature {
    /** Signatures made for another purpose with the same key are worth nothing here. */
    static final String NAMESPACE = "dbferry";

    private static final byte[] MAGIC = "SSHSIG".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;

    private final byte[] publicKey;
    private final String namespace;
    private final byte[] reserved;
    private final String hash;
    private final byte[] signature;

    private SshSignature(byte[] publicKey, String namespace, byte[] reserved, String hash, byte[] signature) {
        this.publicKey = publicKey;
        this.namespace = namespace;
        this.reserved = reserved;
        this.hash = hash;
        this.signature = signature;
    }

    static SshSignature parse(byte[] blob) throws SignatureRefusedException {
        WireReader reader = new WireReader(blob, "the signature");
        if (!Arrays.equals(reader.raw(MAGIC.length, "magic"), MAGIC)) {
            throw reader.malformed("it does not start with SSHSIG");
        }
        long version = reader.uint32("version");
        if (version != VERSION) {
            throw reader.malformed("its version is " + version + ", not " + VERSION);
        }
        SshSignature parsed = new SshSignature(
                reader.string("public key"),
                reader.text("namespace"),
                reader.string("reserved field"),
                reader.text("hash algorithm"),
                reader.string("signature"));
        reader.end();
        return parsed;
    }

    /** The blob of a signature over {@link #signed}, in the namespace {@link #NAMESPACE}, with SHA-512. */
    static byte[] blob(byte[] publicKey, byte[] signature) {
        return new WireWriter()
                .raw(MAGIC)
                .uint32(VERSION)
                .string(publicKey)
                .string(NAMESPACE)
                .string("")
                .string("sha512")
                .string(signature)
                .toBytes();
    }

    /** What is signed in place of the message. */
    static byte[] signed(byte[] message) {
        return signed(NAMESPACE, new byte[0], "sha512", digest("SHA-512", message));
    }

    private static byte[] signed(String namespace, byte[] reserved, String hash, byte[] digest) {
        return new WireWriter()
                .raw(MAGIC)
                .string(namespace)
                .string(reserved)
                .string(hash)
                .string(digest)
                .toBytes();
    }

    private static byte[] digest(String algorithm, byte[] message) {
        try {
            return MessageDigest.getInstance(algorithm).digest(message);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }

    byte[] publicKey() {
        return publicKey.clone();
    }

    String namespace() {
        return namespace;
    }

    /** Checks the signature itself, with the key that it names; whether that key is trusted is another question. */
    void check(byte[] message) throws SignatureRefusedException {
        byte[] digest =
                switch (hash) {
                    case "sha512" -> digest("SHA-512", message);
                    case "sha256" -> digest("SHA-256", message);
                    default -> throw new SignatureRefusedException("the hash algorithm '" + hash + "' is not known");
                };
        SshPublicKey.parse(publicKey).verify(signed(namespace, reserved, hash, digest), signature);
    }
}
