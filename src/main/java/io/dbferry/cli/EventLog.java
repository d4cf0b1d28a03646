package io.dbferry.cli;

import io.dbferry.event.Event;
import org.jspecify.annotations.Nullable;

/** What the daemon itself has to say. Takes calls from any thread. */
final class EventLog {
    void say(String event) {
        Event.of("daemon").say(event);
    }

    void warn(String event) {
        Event.warning("warning").say(event);
    }

    /** @param cause for the log alone */
    void fail(String event, @Nullable Throwable cause) {
        Event.failure("failure", cause).say(event);
    }
}
