package io.dbferry.stream.signature;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.KeyPair;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;

/** A private key's file as OpenSSH keeps it, and its public key. */
public final class SshKeyFile {
    private final Path file;
    private final KeyPair key;

    private SshKeyFile(Path file, KeyPair key) {
        this.file = file;
        this.key = key;
    }

    /**
     * Makes an Ed25519 key without a passphrase, and its public key's file beside it. Neither may exist.
     *
     * @param comment what the public key's line ends with
     */
    public static SshKeyFile generate(Path file, String comment) throws IOException {
        try {
            KeyPair key = KeyPair.genKeyPair(new JSch(), KeyPair.ED25519);
            key.setPublicKeyComment(comment);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            key.writeOpenSSHv1PrivateKey(bytes, null);
            SshKeyFile made = new SshKeyFile(file, key);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(file, bytes.toByteArray());
            Path beside = file.resolveSibling(file.getFileName() + ".pub");
            Files.writeString(
                    beside,
                    made.publicLine() + " " + comment + "\n",
                    StandardCharsets.US_ASCII,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.CREATE_NEW);
            return made;
        } catch (JSchException e) {
            throw new IOException("cannot make a key: " + e.getMessage(), e);
        }
    }

    /**
     * Reads a key; one with a passphrase only if its file says what the public key is, as OpenSSH's do.
     *
     * @throws KeyFileException if it is none
     */
    public static SshKeyFile read(Path file) throws KeyFileException {
        byte[] bytes = SshSigner.read("read", file, "private key");
        try {
            KeyPair key = KeyPair.load(new JSch(), bytes, null);
            if (key.getPublicKeyBlob() == null) {
                throw new KeyFileException(
                        "cannot read '" + file + "': the key needs a passphrase",
                        "Name its public key's file too: ssh-keygen -y -f '" + file + "' > '" + file + ".pub'",
                        null);
            }
            return new SshKeyFile(file, key);
        } catch (JSchException | RuntimeException e) {
            throw new KeyFileException(
                    "cannot read '" + file + "': it is not a private key in a format that is known",
                    "Name an OpenSSH or PEM private key; ssh-keygen -t ed25519 makes one.",
                    e);
        }
    }

    public Path file() {
        return file;
    }

    /** Type and base64, without a comment. */
    public String publicLine() {
        byte[] blob = key.getPublicKeyBlob();
        return new WireTypeOf(blob).type() + " " + Base64.getEncoder().encodeToString(blob);
    }

    /** {@code SHA256:…} as {@code ssh-keygen -l} prints it. */
    public String fingerprint() {
        return fingerprint(key.getPublicKeyBlob());
    }

    /** The fingerprint of a line with type and base64 of a public key; empty if it is none. */
    public static Optional<String> fingerprintOf(String publicLine) {
        String[] words = publicLine.strip().split("\\s+");
        try {
            byte[] blob = words.length < 2 ? new byte[0] : Base64.getDecoder().decode(words[1]);
            String type = new WireTypeOf(blob).type();
            return !type.isEmpty() && type.equals(words[0]) ? Optional.of(fingerprint(blob)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String fingerprint(byte[] blob) {
        return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(sha256(blob));
    }

    private static byte[] sha256(byte[] blob) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(blob);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The type that a key's blob names; empty if it names none. */
    private record WireTypeOf(byte[] blob) {
        String type() {
            try {
                return SshPublicKey.type(blob);
            } catch (SignatureRefusedException e) {
                return "";
            }
        }
    }
}
