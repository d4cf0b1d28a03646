package io.dbferry.testing.mail;

import io.dbferry.testing.ChildProcess;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A key of a server, with a certificate that it signed itself for one name. */
public final class TlsKey {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final Path file;
    private final KeyStore store;

    private TlsKey(Path file, KeyStore store) {
        this.file = file;
        this.store = store;
    }

    /** @param name as certificates have it: {@code dns:localhost} */
    public static TlsKey make(Path folder, String name) throws Exception {
        Path file = folder.resolve(name.replace(':', '-') + ".p12");
        ChildProcess.run(
                        Path.of(System.getProperty("java.home"), "bin", "keytool"),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "server",
                        "-dname",
                        "CN=test",
                        "-ext",
                        "san=" + name,
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        file.toString())
                .succeeded();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream stored = Files.newInputStream(file)) {
            store.load(stored, PASSWORD);
        }
        return new TlsKey(file, store);
    }

    /** The key store in PKCS12, for servers that read it themselves. */
    public Path file() {
        return file;
    }

    /** Of the key store. */
    public String password() {
        return new String(PASSWORD);
    }

    public SSLContext context() throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    public void writeCertificate(Path pem) throws Exception {
        Certificate certificate = store.getCertificate("server");
        String text = Base64.getMimeEncoder().encodeToString(certificate.getEncoded());
        Files.writeString(pem, "-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n");
    }
}
