package io.dbferry.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AtomicFileTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(Durability.class)
    void replacesTheContentAndLeavesNothingBeside(Durability durability) throws IOException {
        Path file = folder.resolve("work/state.json");
        AtomicFile.write(file, bytes("first"), durability);
        AtomicFile.write(file, bytes("second"), durability);

        assertThat(file).hasContent("second");
        assertThat(rights(file)).isEqualTo("rw-------");
        assertThat(rights(folder.resolve("work"))).isEqualTo("rwx------");
        assertThat(names(folder.resolve("work"))).containsExactly("state.json");
    }

    @Test
    void writersOfOneFileDoNotMeet() throws Exception {
        Path file = folder.resolve("state.json");
        ExecutorService writers = Executors.newFixedThreadPool(8);
        for (int i = 0; i < 400; i++) {
            byte[] content = String.valueOf(i % 10).repeat(5000).getBytes(StandardCharsets.UTF_8);
            writers.submit(() -> {
                AtomicFile.write(file, content, Durability.CACHE);
                String seen = Files.readString(file);
                assertThat(seen).hasSize(5000).matches("(.)\\1*");
                return null;
            });
        }
        writers.shutdown();
        assertThat(writers.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        assertThat(names(folder)).containsExactly("state.json");
    }

    @Test
    void aFailedWriteLeavesTheOldContentAndNothingBeside() throws IOException {
        Path file = Files.createDirectories(folder.resolve("state.json").resolve("full"));

        assertThatThrownBy(() -> AtomicFile.write(folder.resolve("state.json"), bytes("x"), Durability.DURABLE))
                .isInstanceOf(IOException.class);

        assertThat(names(folder)).containsExactly("state.json");
    }

    @Test
    void temporaryFilesOfKilledProcessesGoWithALaterWrite() throws IOException {
        Path old = Files.createFile(folder.resolve(".state.json.8d5c.new"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(7200)));
        Path young = Files.createFile(folder.resolve(".state.json.77aa.new"));
        Path other = Files.createFile(folder.resolve(".log.json.11.new"));
        Files.setLastModifiedTime(other, FileTime.from(Instant.now().minusSeconds(7200)));

        AtomicFile.write(folder.resolve("state.json"), bytes("x"), Durability.CACHE);

        assertThat(old).doesNotExist();
        assertThat(young).exists();
        assertThat(other).exists();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String rights(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString()).toList();
        }
    }
}
