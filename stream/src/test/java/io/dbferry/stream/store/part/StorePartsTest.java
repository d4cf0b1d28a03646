package io.dbferry.stream.store.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.files.InstalledParts;
import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.MemoryObjects;
import io.dbferry.stream.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorePartsTest {
    @TempDir
    Path folder;

    /** Found by the jar that the test writes. */
    public static final class Part implements StorePart {
        @Override
        public String scheme() {
            return "memory";
        }

        @Override
        public Store open(ObjectAccount account) {
            return new MemoryObjects();
        }
    }

    @Test
    void partIsFoundInTheJarsOfItsFolder() throws IOException {
        Path jar = Files.createDirectories(folder.resolve("memory")).resolve("part.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry("META-INF/services/" + StorePart.class.getName()));
            out.write(Part.class.getName().getBytes(StandardCharsets.UTF_8));
        }

        assertThat(new StoreParts(new InstalledParts(List.of(folder)))
                        .find("memory", "memory://x")
                        .scheme())
                .isEqualTo("memory");
    }

    @Test
    void partThatIsNotInstalledIsNamedWithItsPackage() throws IOException {
        assertThatThrownBy(() -> new StoreParts(new InstalledParts(List.of(folder))).find("memory", "memory://x"))
                .hasMessage(
                        "cannot open depot 'memory://x': the part of DbFerry for memory:// is not installed: no jars in '"
                                + folder.resolve("memory") + "'")
                .isInstanceOfSatisfying(DepotException.class, e -> assertThat(e.hint())
                        .startsWith("Install the package dbferry-memory"));
    }
}
