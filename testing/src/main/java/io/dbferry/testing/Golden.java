package io.dbferry.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder of files with expected results. {@code -Ddbferry.golden=write} overwrites them, for a reviewer to read the difference. */
public final class Golden {
    private final Path folder;

    /** @param folder in the project */
    public Golden(String folder) {
        this.folder = Path.of(System.getProperty("dbferry.project", "..")).resolve(folder);
    }

    public void assertSame(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        if ("write".equals(System.getProperty("dbferry.golden"))) {
            Files.createDirectories(folder);
            Files.writeString(file, content);
        }
        assertThat(content).as(name).isEqualTo(Files.readString(file));
    }
}
