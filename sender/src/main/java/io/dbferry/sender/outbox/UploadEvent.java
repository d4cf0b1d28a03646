package io.dbferry.sender.outbox;

import io.dbferry.event.Event;
import io.dbferry.event.Stopwatch;
import io.dbferry.text.ByteCount;

/** The end of the upload of one file, as a detail; where it goes on behind an earlier try, the depot tells. */
final class UploadEvent {
    private final String name;
    private final Stopwatch watch = Stopwatch.start();

    private UploadEvent(String name) {
        this.name = name;
    }

    static UploadEvent begin(String name) {
        return new UploadEvent(name);
    }

    void done(long bytes) {
        Event.detail("uploaded")
                .with("file", name)
                .with("bytes", bytes)
                .with("seconds", watch.seconds())
                .say("uploaded '" + name + "', " + ByteCount.of(bytes) + " in " + watch.text());
    }
}
