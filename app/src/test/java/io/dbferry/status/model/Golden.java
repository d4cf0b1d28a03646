package io.dbferry.status.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that hold what is to come out. {@code -Ddbferry.golden=write} writes them anew, for a reviewer to read. */
public final class Golden {
    private static final Path FOLDER =
            Path.of(System.getProperty("dbferry.project", ".."), "app/src/test/resources/io/dbferry/status");

    private Golden() {}

    public static void assertSame(String name, String content) throws IOException {
        Path file = FOLDER.resolve(name);
        if ("write".equals(System.getProperty("dbferry.golden"))) {
            Files.writeString(file, content);
        }
        assertThat(content).as(name).isEqualTo(Files.readString(file));
    }
}
