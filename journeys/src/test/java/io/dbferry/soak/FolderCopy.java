package io.dbferry.soak;

import io.dbferry.testing.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Copies what a folder holds, and sets the folder back to a copy. The folder itself stays: it may be a mounted disk. */
final class FolderCopy {
    /** Mails that were sent stay sent: they are compared with the daemon's whole life. */
    private static final String ALARMS = "alarms";

    private FolderCopy() {}

    static void take(Path folder, Path copy) throws IOException {
        Files.createDirectories(copy);
        if (Files.isDirectory(folder)) {
            run("cp", "-a", folder + "/.", copy.toString());
        }
    }

    static void restore(Path folder, Path copy) throws IOException {
        empty(folder);
        run(
                "sh",
                "-c",
                "cd \"$0\" && find . -mindepth 1 -maxdepth 1 ! -name '" + ALARMS + "*' -exec cp -a {} \"$1\" ';'",
                copy.toString(),
                folder.toString());
    }

    static void empty(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> all = Files.list(folder)) {
            for (Path path : all.filter(p -> !p.getFileName().toString().startsWith(ALARMS))
                    .toList()) {
                delete(path);
            }
        }
    }

    static void delete(Path path) {
        run("rm", "-rf", path.toString());
    }

    private static void run(String... command) {
        ChildProcess.run(new ProcessBuilder(command)).succeeded();
    }
}
