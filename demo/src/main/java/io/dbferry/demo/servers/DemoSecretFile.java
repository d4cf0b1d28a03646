package io.dbferry.demo.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Files that hold a secret: 0600 from their first byte. */
public final class DemoSecretFile {
    private DemoSecretFile() {}

    /** Writes a file that does not exist yet, and returns it. */
    public static Path write(Path file, String text) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text);
    }
}
