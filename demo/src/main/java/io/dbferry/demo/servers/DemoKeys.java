package io.dbferry.demo.servers;

import io.dbferry.files.PrivateFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;

/**
 * The SSH keys of one demo: the SFTP server's and the sender's, in the files that OpenSSH's programs would use.
 * Both are ECDSA keys, because MINA's server handles Ed25519 only with libraries that the demo does without.
 */
public final class DemoKeys {
    private final KeyPair host;
    private final KeyPair client;
    private final Path folder;

    private DemoKeys(KeyPair host, KeyPair client, Path folder) {
        this.host = host;
        this.client = client;
        this.folder = folder;
    }

    /** Makes both pairs and writes the sender's into a folder that has none, the private key readable by its owner only. */
    public static DemoKeys generate(Path folder) throws IOException {
        Files.createDirectories(folder);
        ByteArrayOutputStream privateKey = new ByteArrayOutputStream();
        DemoKeys keys;
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            keys = new DemoKeys(generator.generateKeyPair(), generator.generateKeyPair(), folder);
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(keys.client, "dbferry demo", null, privateKey);
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot make SSH keys for the demo: " + e.getMessage(), e);
        }
        PrivateFile.create(keys.privateKeyFile(), privateKey.toString(StandardCharsets.US_ASCII));
        Files.writeString(folder.resolve("id_ecdsa.pub"), PublicKeyEntry.toString(keys.client.getPublic()) + "\n");
        return keys;
    }

    KeyPair host() {
        return host;
    }

    KeyPair client() {
        return client;
    }

    public Path privateKeyFile() {
        return folder.resolve("id_ecdsa");
    }

    /** Makes the server that listens on this port of 127.0.0.1 known to the sender. */
    public Path writeKnownHosts(int port) throws IOException {
        return Files.writeString(
                folder.resolve("known_hosts"),
                "[127.0.0.1]:" + port + " " + PublicKeyEntry.toString(host.getPublic()) + "\n");
    }

    /** Writes the receiver's {@code allowed_signers}: the sender's key, for shipments of DbFerry only. */
    public void writeAllowedSigners(Path file) throws IOException {
        Files.writeString(
                file, "transapp namespaces=\"dbferry\" " + PublicKeyEntry.toString(client.getPublic()) + "\n");
    }
}
