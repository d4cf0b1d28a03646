package io.dbferry.stream.signature;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;

/** An Ed25519 key by the 32 bytes that it is made of (RFC 8032, section 5.1.5), as OpenSSH writes it. */
public final class Ed25519Seed {
    public static final int BYTES = 32;
    private static final String TYPE = "ssh-ed25519";
    /** What a private key without a cipher is filled up to. */
    private static final int BLOCK = 8;

    private final byte[] seed;
    private final byte[] point;

    public Ed25519Seed(byte[] seed) {
        if (seed.length != BYTES) {
            throw new IllegalArgumentException("not " + BYTES + " bytes");
        }
        this.seed = seed.clone();
        this.point = point(seed);
    }

    /** Java makes the public half only as it makes a whole key, whose seed is the first that it draws. */
    private static byte[] point(byte[] seed) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(NamedParameterSpec.ED25519, new Given(seed));
            byte[] encoded = generator.generateKeyPair().getPublic().getEncoded();
            return Arrays.copyOfRange(encoded, encoded.length - BYTES, encoded.length);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java of 15 and above has Ed25519", e);
        }
    }

    /** Draws what it was given. */
    private static final class Given extends SecureRandom {
        private static final long serialVersionUID = 1L;
        private final byte[] bytes;

        Given(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public void nextBytes(byte[] target) {
            System.arraycopy(bytes, 0, target, 0, target.length);
        }
    }

    private byte[] blob() {
        return new WireWriter().string(TYPE).string(point).toBytes();
    }

    /** Type and base64, without a comment. */
    public String publicLine() {
        return TYPE + " " + Base64.getEncoder().encodeToString(blob());
    }

    /** The private key's file, without a passphrase; PROTOCOL.key of OpenSSH. */
    public String privateFile() {
        WireWriter secret = new WireWriter()
                .uint32(0)
                .uint32(0)
                .string(TYPE)
                .string(point)
                .string(new WireWriter().raw(seed).raw(point).toBytes())
                .string("");
        for (byte filler = 1; secret.toBytes().length % BLOCK != 0; filler++) {
            secret.raw(new byte[] {filler});
        }
        byte[] file = new WireWriter()
                .raw("openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII))
                .string("none")
                .string("none")
                .string("")
                .uint32(1)
                .string(blob())
                .string(secret.toBytes())
                .toBytes();
        String body = Base64.getMimeEncoder(70, new byte[] {'\n'}).encodeToString(file);
        return "-----BEGIN OPENSSH PRIVATE KEY-----\n" + body + "\n-----END OPENSSH PRIVATE KEY-----\n";
    }
}
