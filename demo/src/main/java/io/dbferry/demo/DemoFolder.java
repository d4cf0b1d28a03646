package io.dbferry.demo;

import io.dbferry.files.FolderTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a demo, and what is left when it is over: nothing, unless it is to be kept. After Ctrl-C the main thread has
 * {@link #PATIENCE} to end its servers and delete the folder. If it cannot (it unpacks or waits for a database), or if
 * the process is killed, another process does: it waits for the end of a pipe from here, and then for the servers.
 */
final class DemoFolder implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** The servers end by the same means; then nobody writes there any more. */
    private static final String SWEEP = "trap '' INT TERM HUP; cat; i=0;"
            + " while [ -n \"$(find \"$1\" -name postmaster.pid 2> /dev/null)\" ] && [ $i -lt 60 ]; do sleep 0.5; i=$((i + 1)); done;"
            + " rm -rf -- \"$1\"";

    private final Path path;
    private final Consumer<String> say;
    private final @Nullable Process sweeper;

    private DemoFolder(Path path, Consumer<String> say, @Nullable Process sweeper) {
        this.path = path;
        this.say = say;
        this.sweeper = sweeper;
        Thread running = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> endWith(running), "demo-end"));
    }

    static DemoFolder temporary(Consumer<String> say) throws IOException {
        Path path = Files.createTempDirectory("dbferry-demo-");
        Process sweeper = new ProcessBuilder(List.of("sh", "-c", SWEEP, "sh", path.toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new DemoFolder(path, say, sweeper);
    }

    static DemoFolder kept(Path path, Consumer<String> say) {
        return new DemoFolder(path.toAbsolutePath(), say, null);
    }

    Path path() {
        return path;
    }

    private void endWith(Thread running) {
        if (running.isAlive() && !Thread.currentThread().equals(running)) {
            say.accept(sweeper == null ? "stopping the servers" : "stopping; servers and files of the demo go");
            running.interrupt();
            try {
                running.join(PATIENCE.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (sweeper != null) {
            Thread.interrupted(); // deleting goes on after Ctrl-C
            FolderTree.delete(path);
            sweeper.getOutputStream().close();
        }
    }
}
