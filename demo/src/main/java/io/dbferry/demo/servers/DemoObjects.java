package io.dbferry.demo.servers;

import io.dbferry.files.PrivateFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** An S3 server with one bucket, whose objects are in its memory. */
public final class DemoObjects implements AutoCloseable {
    public static final String NAME = "s3";

    /** Java starts it from its source: compiled with the demo, it would bring its libraries into every demo. */
    private static final String SOURCE = "/io/dbferry/demo/ObjectStore.java";

    private static final String BUCKET = "demo";
    private static final String KEY = "demo";

    private final int port;
    private final Path credentials;
    private final DemoProcess process;

    private DemoObjects(int port, Path credentials, DemoProcess process) {
        this.port = port;
        this.credentials = credentials;
        this.process = process;
    }

    public static DemoObjects start(Path folder) throws IOException {
        int port = FreePort.find();
        String secret = DemoPassword.random();
        Path credentials = PrivateFile.create(
                PrivateFile.folder(folder).resolve("credentials"),
                "[default]\naws_access_key_id = " + KEY + "\naws_secret_access_key = " + secret + "\n");
        Path source = folder.resolve("ObjectStore.java");
        try (InputStream in = Objects.requireNonNull(DemoObjects.class.getResourceAsStream(SOURCE))) {
            Files.copy(in, source);
        }
        DemoProcess process = DemoProcess.start(
                folder,
                port,
                DemoProcess.java(NAME, source.toString(), String.valueOf(port), BUCKET, credentials.toString()));
        return new DemoObjects(port, credentials, process);
    }

    /** For {@code depot} in a config. */
    public String depot() {
        return "s3://" + BUCKET + "/transapp";
    }

    /** For {@code s3} in a config. */
    public String access() {
        return "s3: {endpoint: \"http://127.0.0.1:" + port + "\", path-style: yes, credentials-file: '"
                + credentials.toString().replace("'", "''") + "'}\n";
    }

    @Override
    public void close() {
        process.close();
    }
}
