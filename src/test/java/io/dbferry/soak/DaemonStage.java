package io.dbferry.soak;

import io.dbferry.depot.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The stage for daemons: the sender's way to the depot can be cut, and the depot is a disk that can be filled. */
record DaemonStage(Stage stage, Network network, SmallDisk disk) implements AutoCloseable {
    private static final int DISK_MEGABYTES = 256;

    static DaemonStage set(Path folder, boolean receiverOwnsTables, String strategy)
            throws IOException, InterruptedException {
        SmallDisk disk = SmallDisk.mount(folder.resolve("depot"), DISK_MEGABYTES);
        Stage stage = Stage.set(folder, receiverOwnsTables, strategy);
        stage.guard().watchDisk(disk.folder());
        Network network = Network.to(stage.sftp().port());
        DaemonStage all = new DaemonStage(stage, network, disk);
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
                                .replace("known-hosts:", "retry-for: 15s, known-hosts:")
                        + "schedule: {complete-dump: \"*/2 * * * *\", partial-dump: \"* * * * *\"}\n");
        Files.writeString(
                stage.receiverConfig(),
                Files.readString(stage.receiverConfig())
                        + "schedule: {complete-load: \"* * * * *\", partial-load: \"* * * * *\"}\n");
    }

    @Override
    public void close() throws IOException {
        network.close();
        disk.close();
        stage.close();
    }
}
