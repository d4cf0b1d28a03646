package io.dbferry.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RegularFileTest {
    private static final Duration PATIENCE = Duration.ofMillis(100);

    @TempDir
    private Path folder;

    @Test
    void readsAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("manifest.json"), "content");

        assertThat(RegularFile.read(file)).hasContent("content");
    }

    @Test
    void refusesAPipeALinkAndADevice() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Files.createFile(folder.resolve("file")));
        for (Path other : new Path[] {pipe("pipe"), link, Path.of("/dev/zero"), folder}) {
            assertThatThrownBy(() -> RegularFile.open(other))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessage(other + ": it is not a plain file");
        }
    }

    @Test
    void aPipeThatWasPutInItsPlaceDoesNotHangTheOpenAndLeavesNoThread() throws Exception {
        Path pipe = pipe("pipe");

        assertThatThrownBy(() -> RegularFile.openUnseen(pipe, PATIENCE))
                .isInstanceOf(FileSystemException.class)
                .hasMessage(pipe + ": it is not a plain file");

        Thread.sleep(200);
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("open " + pipe));
    }

    @Test
    void whoeverSwapsPipesInAndOutNeitherHangsTheOpenNorIsRead() throws Exception {
        Path name = folder.resolve("manifest.json");
        Path file = Files.writeString(folder.resolve("file"), "content");
        Path pipe = pipe("pipe");
        Files.createLink(name, file);
        AtomicBoolean ended = new AtomicBoolean();
        Thread attacker = new Thread(() -> {
            try {
                for (int i = 0; !ended.get(); i++) {
                    Path link = folder.resolve("link" + i);
                    Files.createLink(link, i % 2 == 0 ? pipe : file);
                    Files.move(link, name, StandardCopyOption.ATOMIC_MOVE);
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        attacker.start();
        int read = 0;
        // On few cores, the file may rarely be there when it is looked at.
        for (int i = 0; i < 60 || read == 0 && i < 100_000; i++) {
            try (FileChannel opened = RegularFile.open(name, PATIENCE)) {
                assertThat(Channels.newInputStream(opened)).hasContent("content");
                read++;
            } catch (FileSystemException e) {
                assertThat(e.getReason()).isEqualTo("it is not a plain file");
            }
        }
        ended.set(true);
        attacker.join();
        assertThat(read).isPositive();
    }

    private Path pipe(String name) throws Exception {
        Path pipe = folder.resolve(name);
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        return pipe;
    }
}
