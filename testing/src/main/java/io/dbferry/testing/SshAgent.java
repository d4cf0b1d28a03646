package io.dbferry.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.awaitility.Awaitility;

/** OpenSSH's own agent, started for one test. */
public record SshAgent(Process process, Path socket) implements AutoCloseable {
    public static SshAgent start(Path folder) throws IOException {
        Path socket = folder.resolve("agent");
        Process process = new ProcessBuilder(
                        RequiredProgram.find("ssh-agent").toString(), "-D", "-a", socket.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Awaitility.await().until(() -> Files.exists(socket));
        return new SshAgent(process, socket);
    }

    public void add(SshKey key) {
        ProcessBuilder add = new ProcessBuilder(
                RequiredProgram.find("ssh-add").toString(),
                "-q",
                key.privateFile().toString());
        add.environment().put("SSH_AUTH_SOCK", socket.toString());
        ChildProcess.run(add).succeeded();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
