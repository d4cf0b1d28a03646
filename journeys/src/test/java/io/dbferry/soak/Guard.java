package io.dbferry.soak;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Ends the servers when this JVM ends, however it ends: a process that waits for the end of a pipe from here. */
final class Guard implements AutoCloseable {
    private static final String SCRIPT = """
            trap '' INT TERM HUP
            while read -r name pid; do eval "pid_$name=$pid"; done
            for name in sender_daemon receiver_daemon sender receiver sftp; do
              eval "pid=\\${pid_$name:-}"; [ -z "$pid" ] || kill -9 "$pid"
            done
            [ -z "${pid_disk:-}" ] || umount --lazy "$pid_disk"
            """;

    private final Process process;
    private final PrintWriter pids;

    private Guard(Process process) {
        this.process = process;
        this.pids = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    static Guard start() throws IOException {
        return new Guard(new ProcessBuilder("sh", "-c", SCRIPT)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** Has this process ended with us, instead of the one that was watched under the name before. */
    synchronized void watch(String name, long pid) {
        pids.println(name + " " + pid);
    }

    /** Has the file system that is mounted there unmounted with us. */
    synchronized void watchDisk(Path folder) {
        pids.println("disk " + folder);
    }

    /** Nothing is left to watch under the name. */
    synchronized void forget(String name) {
        pids.println(name);
    }

    /** The servers are closed already: nothing is killed. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}
