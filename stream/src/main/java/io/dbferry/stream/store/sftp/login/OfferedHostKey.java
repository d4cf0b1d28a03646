package io.dbferry.stream.store.sftp.login;

import com.jcraft.jsch.HostKey;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import java.io.ByteArrayInputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The key by which an SSH server shows itself, as {@code ssh-keyscan} tells it. It proves nothing before someone has
 * compared the fingerprint with the server's own.
 *
 * @param base64 the key
 * @param fingerprint {@code SHA256:…}
 */
public record OfferedHostKey(String host, int port, String type, String base64, String fingerprint) {
    /** Ed25519 first, whose fingerprint people are most often told. */
    private static final String TYPES = "ssh-ed25519,ecdsa-sha2-nistp256,rsa-sha2-512,rsa-sha2-256";

    /** Asks the server, and logs in nowhere; empty if it cannot be reached. */
    public static Optional<OfferedHostKey> ask(String host, int port) {
        JSch jsch = new JSch();
        @Nullable Session session = null;
        try {
            jsch.setKnownHosts(new ByteArrayInputStream(new byte[0]));
            session = jsch.getSession("nobody", host, port);
            session.setConfig("StrictHostKeyChecking", "yes");
            session.setConfig("server_host_key", TYPES);
            session.setConfig("FingerprintHash", "sha256");
            session.connect(Math.toIntExact(SftpLogin.CONNECT_TIMEOUT.toMillis()));
            return Optional.empty(); // cannot be: no key is known
        } catch (JSchException e) {
            @Nullable HostKey key = session == null ? null : session.getHostKey();
            return Optional.ofNullable(key)
                    .map(k -> new OfferedHostKey(host, port, k.getType(), k.getKey(), fingerprint(k, jsch)));
        } finally {
            if (session != null) {
                session.disconnect();
            }
        }
    }

    private static String fingerprint(HostKey key, JSch jsch) {
        String print = key.getFingerPrint(jsch);
        return print.startsWith("SHA256:") ? print : "SHA256:" + print;
    }

    /** The line of {@code known_hosts}. */
    public String knownHostsLine() {
        return (port == SftpAccount.DEFAULT_PORT ? host : "[" + host + "]:" + port) + " " + type + " " + base64;
    }

    /** Whether a {@code known_hosts} file has this very key for this server. */
    public boolean isKnown(java.nio.file.Path knownHosts) {
        try {
            return KnownHostsFile.read(knownHosts, host, port)
                            .verdict(java.util.Base64.getDecoder().decode(base64))
                    == KnownHostsFile.Verdict.KNOWN;
        } catch (java.io.IOException e) {
            return false;
        }
    }
}
