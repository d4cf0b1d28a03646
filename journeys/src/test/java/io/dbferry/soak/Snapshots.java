package io.dbferry.soak;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Copies of databases, work folders and depot, all of one moment, to which any of them may be set back later. */
final class Snapshots {
    private static final int KEPT = 2;

    private final Stage stage;
    private final Consumer<String> event;
    private final List<Path> taken = new ArrayList<>();
    private int number;

    Snapshots(Stage stage, Consumer<String> event) {
        this.stage = stage;
        this.event = event;
    }

    /** What can be set back by itself. */
    enum Part {
        SENDERS_DATABASE("sender's database"),
        SENDERS_WORK("sender's work folder"),
        RECEIVERS_DATABASE("receiver's database"),
        RECEIVERS_WORK("receiver's work folder"),
        DEPOT("depot");

        private final String text;

        Part(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }

        /** The server to stop, and the folder. */
        private Path folder(Stage stage) {
            return switch (this) {
                case SENDERS_DATABASE -> stage.sender().data();
                case SENDERS_WORK -> stage.senderWork();
                case RECEIVERS_DATABASE -> stage.receiver().data();
                case RECEIVERS_WORK -> stage.receiverWork();
                case DEPOT -> stage.depot();
            };
        }
    }

    boolean isEmpty() {
        return taken.isEmpty();
    }

    void take() throws IOException, InterruptedException {
        Path copy = stage.folder().resolve("snapshots").resolve("" + ++number);
        stage.sender().stopImmediately();
        stage.receiver().stopImmediately();
        for (Part part : Part.values()) {
            FolderCopy.take(part.folder(stage), copy.resolve(part.name()));
        }
        stage.sender().startAgain();
        stage.receiver().startAgain();
        taken.add(copy);
        if (taken.size() > KEPT) {
            FolderCopy.delete(taken.remove(0));
        }
        event.accept("took snapshot " + number);
    }

    void restore(List<Part> parts, Random random) throws IOException, InterruptedException {
        Path copy = taken.get(random.nextInt(taken.size()));
        List<CrashingPostgres> servers = Stream.of(stage.sender(), stage.receiver())
                .filter(server ->
                        parts.stream().anyMatch(part -> part.folder(stage).equals(server.data())))
                .toList();
        for (CrashingPostgres server : servers) {
            server.stopImmediately();
        }
        for (Part part : parts) {
            FolderCopy.restore(part.folder(stage), copy.resolve(part.name()));
        }
        for (CrashingPostgres server : servers) {
            server.startAgain();
        }
        event.accept("set back to snapshot " + copy.getFileName() + ": " + parts);
    }
}
