package io.dbferry.soak;

import io.dbferry.testing.ChildProcess;
import io.dbferry.testing.RequiredProgram;
import io.dbferry.testing.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The stage for daemons: the sender's way to the depot can be cut, the depot is a disk that can be filled, and a mail server
 * takes what both have to tell.
 */
record DaemonStage(Stage stage, Network network, SmallDisk disk, Mailbox mailbox) implements AutoCloseable {
    private static final int DISK_MEGABYTES = 256;

    static DaemonStage set(Path folder, boolean receiverOwnsTables, String strategy, Findings findings)
            throws IOException, InterruptedException {
        Stage stage = Stage.set(folder, receiverOwnsTables, strategy);
        SmallDisk disk = SmallDisk.mount(stage.depot(), DISK_MEGABYTES);
        stage.guard().watchDisk(disk.folder());
        Network network = Network.to(stage.sftp().port());
        DaemonStage all = new DaemonStage(stage, network, disk, Mailbox.open(findings));
        all.configure();
        return all;
    }

    private void configure() throws IOException {
        Path hosts = stage.sftp().knownHosts();
        Files.writeString(
                hosts,
                Files.readString(hosts).replace("]:" + stage.sftp().port() + " ", "]:" + network.port() + " "),
                StandardOpenOption.APPEND);
        Files.writeString(
                stage.senderConfig(),
                Files.readString(stage.senderConfig())
                                .replace("127.0.0.1:" + stage.sftp().port() + "/", "127.0.0.1:" + network.port() + "/")
                                .replace("known-hosts:", "retry-for: 20s, known-hosts:")
                        + "schedule: {complete-dump: \"*/2 * * * *\", partial-dump: \"* * * * *\"}\n"
                        + mailbox.config());
        Files.writeString(
                stage.receiverConfig(),
                Files.readString(stage.receiverConfig())
                        + "schedule: {complete-load: \"* * * * *\", partial-load: \"* * * * *\"}\n"
                        + mailbox.config());
    }

    /** Copies the depot to where it stays when its disk is gone. */
    void keepDepot() {
        ChildProcess.run(
                        RequiredProgram.find("cp"),
                        "-a",
                        disk.folder().toString(),
                        disk.folder().resolveSibling("depot-in-the-end").toString())
                .succeeded();
    }

    @Override
    public void close() throws IOException {
        mailbox.close();
        network.close();
        disk.close();
        stage.close();
    }
}
