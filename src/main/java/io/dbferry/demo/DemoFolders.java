package io.dbferry.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where everything of a demo is, below its one folder. */
record DemoFolders(Path demo) {
    Path sender() {
        return demo.resolve("sender");
    }

    Path receiver() {
        return demo.resolve("receiver");
    }

    Path binaries() {
        return demo.resolve("postgresql");
    }

    Path senderPostgres() {
        return sender().resolve("postgresql");
    }

    Path receiverPostgres() {
        return receiver().resolve("postgresql");
    }

    Path ssh() {
        return sender().resolve("ssh");
    }

    Path senderMedia() {
        return sender().resolve("media/reported_images");
    }

    Path receiverMedia() {
        return receiver().resolve("media/reported_images");
    }

    Path senderWork() {
        return sender().resolve("work");
    }

    Path receiverWork() {
        return receiver().resolve("work");
    }

    /** What the SFTP account sees as its root. */
    Path sftpRoot() {
        return receiver().resolve("depot");
    }

    Path depot() {
        return sftpRoot().resolve("bkps");
    }

    Path allowedSigners() {
        return receiver().resolve("allowed_signers");
    }

    Path postprocess() {
        return receiver().resolve("postprocess.sql");
    }

    /** Makes the folders that nobody else makes. */
    void create() throws IOException {
        for (Path folder : new Path[] {senderMedia(), receiverMedia(), senderWork(), receiverWork(), depot()}) {
            Files.createDirectories(folder);
        }
    }
}
