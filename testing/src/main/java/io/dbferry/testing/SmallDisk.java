package io.dbferry.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small file system that a test can fill; needs root on Linux, and the test is skipped without. */
public record SmallDisk(Path folder) implements AutoCloseable {
    /** One of 1 MB. */
    public static SmallDisk mount(Path folder) throws IOException {
        return mount(folder, 1);
    }

    public static SmallDisk mount(Path folder, int megabytes) throws IOException {
        Files.createDirectories(folder);
        ChildProcess mounted = ChildProcess.run(
                RequiredProgram.find("mount"),
                "-t",
                "tmpfs",
                "-o",
                "size=" + megabytes + "m",
                "dbferry-test",
                folder.toString());
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
