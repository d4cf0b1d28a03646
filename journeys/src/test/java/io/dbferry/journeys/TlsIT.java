package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.testing.ChildProcess;
import io.dbferry.testing.PostgresServer;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database is reached by TLS, both ends showing certificates, with the URL that libpq takes. */
class TlsIT {
    private static final String SECRET = "secret";

    @TempDir
    private Path folder;

    private Path store;

    @BeforeEach
    void certificates() throws Exception {
        store = folder.resolve("store.p12");
        keytool("ca", "-ext", "bc:c");
        keytool("server", "-signer", "ca", "-ext", "san=ip:127.0.0.1");
        keytool("tls_ferry", "-signer", "ca");
        for (String name : List.of("ca", "server", "tls_ferry")) {
            export(name);
        }
    }

    @Test
    void bothEndsShowCertificates() throws Exception {
        Path hba = Files.writeString(folder.resolve("hba"), """
                hostssl   all tls_ferry samehost cert
                hostnossl all tls_ferry samehost reject
                local     all all                trust
                host      all all       samehost trust
                """);
        Map<String, String> settings = Map.of(
                "ssl", "on",
                "ssl_ca_file", path("ca.crt"),
                "ssl_cert_file", path("server.crt"),
                "ssl_key_file", path("server.key"),
                "hba_file", hba.toString());
        try (PostgresServer server = PostgresServer.start(15, settings)) {
            TwoServers servers = TwoServers.in(folder, server, server);
            servers.onSender("CREATE ROLE tls_ferry SUPERUSER LOGIN");
            servers.onBoth("CREATE TABLE bus (id int PRIMARY KEY, plate text)");
            servers.onSender("INSERT INTO bus VALUES (1, 'a')");
            String certificates = "sslrootcert=" + path("ca.crt") + "&sslcert=" + path("tls_ferry.crt") + "&sslkey=";
            for (String key : List.of("tls_ferry.key", "tls_ferry.pk8")) {
                connectBy("sslmode=verify-full&" + certificates + path(key));
                servers.onSender("INSERT INTO bus SELECT max(id) + 1, 'b' FROM bus");
                for (String kind : List.of("complete", "partial")) {
                    TwoServers.Run dump = servers.sender("dump", kind);
                    assertThat(dump.exit()).as(key + ": " + dump.err()).isZero();
                    TwoServers.Run load = servers.receiver("load");
                    assertThat(load.exit()).as(load.err()).isZero();
                }
                assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
            }

            connectBy("sslmode=disable");
            TwoServers.Run plain = servers.sender("dump", "complete");
            assertThat(plain.exit()).isEqualTo(3);
            assertThat(plain.err()).contains("cannot connect to database", "HINT: ");

            Files.copy(folder.resolve("tls_ferry.crt"), folder.resolve("other.crt"));
            connectBy("sslmode=verify-full&" + certificates.replace("ca.crt", "other.crt") + path("tls_ferry.key"));
            TwoServers.Run untrusted = servers.receiver("load");
            assertThat(untrusted.exit()).isEqualTo(6);
            assertThat(untrusted.err()).contains("cannot connect to database", "HINT: ");
        }
    }

    private void connectBy(String parameters) throws Exception {
        for (String name : List.of("sender.yaml", "receiver.yaml")) {
            Path config = folder.resolve(name);
            Files.writeString(
                    config,
                    Files.readString(config)
                            .replaceFirst("//(postgres|tls_ferry)@", "//tls_ferry@")
                            .replaceFirst("(er_\\d+)[^\"]*\"", "$1?" + parameters + "\""));
        }
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private void keytool(String alias, String... more) {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-dname",
                "CN=" + alias,
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-keystore",
                store.toString(),
                "-storepass",
                SECRET));
        words.addAll(List.of(more));
        ChildProcess.run(new ProcessBuilder(words)).succeeded();
    }

    /** Certificate and key, the key as PEM and as the driver of Java had it alone for long. */
    private void export(String alias) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, SECRET.toCharArray());
        }
        Key key = keys.getKey(alias, SECRET.toCharArray());
        write(alias + ".crt", pem("CERTIFICATE", keys.getCertificate(alias).getEncoded()));
        write(alias + ".key", pem("PRIVATE KEY", key.getEncoded()));
        Files.write(folder.resolve(alias + ".pk8"), key.getEncoded());
        Files.setPosixFilePermissions(folder.resolve(alias + ".pk8"), PosixFilePermissions.fromString("rw-------"));
    }

    private void write(String name, String content) throws Exception {
        Path file = Files.writeString(folder.resolve(name), content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static String pem(String what, byte[] content) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + what
                + "-----\n";
    }
}
