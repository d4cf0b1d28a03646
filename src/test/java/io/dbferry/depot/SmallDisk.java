package io.dbferry.depot;

import io.dbferry.ChildProcess;
import io.dbferry.RequiredProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system of 1 MB that a test can fill; needs root on Linux, and the test is skipped without. */
public record SmallDisk(Path folder) implements AutoCloseable {
    public static SmallDisk mount(Path folder) throws IOException {
        Files.createDirectories(folder);
        ChildProcess mounted = ChildProcess.run(
                RequiredProgram.find("mount"), "-t", "tmpfs", "-o", "size=1m", "dbferry-test", folder.toString());
        RequiredProgram.require(mounted.exitCode() == 0, "a small disk cannot be mounted here: " + mounted.output());
        return new SmallDisk(folder);
    }

    @Override
    public void close() {
        // Lazily, because a log of a run in this process may still be open there.
        ChildProcess.run(RequiredProgram.find("umount"), "--lazy", folder.toString())
                .succeeded();
    }
}
