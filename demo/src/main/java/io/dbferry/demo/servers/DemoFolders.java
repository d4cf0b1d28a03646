package io.dbferry.demo.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where everything of a demo is, below its one folder. */
public record DemoFolders(Path demo) {
    public Path sender() {
        return demo.resolve("sender");
    }

    public Path receiver() {
        return demo.resolve("receiver");
    }

    public Path binaries() {
        return demo.resolve("postgresql");
    }

    public Path senderPostgres() {
        return sender().resolve("postgresql");
    }

    public Path receiverPostgres() {
        return receiver().resolve("postgresql");
    }

    public Path ssh() {
        return sender().resolve("ssh");
    }

    public Path senderMedia() {
        return sender().resolve("media/reported_images");
    }

    public Path receiverMedia() {
        return receiver().resolve("media/reported_images");
    }

    public Path senderWork() {
        return sender().resolve("work");
    }

    public Path receiverWork() {
        return receiver().resolve("work");
    }

    /** What the SFTP account sees as its root. */
    public Path sftpRoot() {
        return receiver().resolve("depot");
    }

    public Path depot() {
        return sftpRoot().resolve("bkps");
    }

    public Path allowedSigners() {
        return receiver().resolve("allowed_signers");
    }

    public Path postprocess() {
        return receiver().resolve("postprocess.sql");
    }

    /** Makes the folders that nobody else makes. */
    public void create() throws IOException {
        for (Path folder : new Path[] {senderMedia(), receiverMedia(), senderWork(), receiverWork(), depot()}) {
            Files.createDirectories(folder);
        }
    }
}
