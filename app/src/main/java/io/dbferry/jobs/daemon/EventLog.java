package io.dbferry.jobs.daemon;

import io.dbferry.event.Event;
import org.jspecify.annotations.Nullable;

/** What the daemon itself has to say. Takes calls from any thread. */
public final class EventLog {
    public void say(String event) {
        Event.of("daemon").say(event);
    }

    public void warn(String event) {
        Event.warning("warning").say(event);
    }

    /** @param cause for the log alone */
    public void fail(String event, @Nullable Throwable cause) {
        Event.failure("failure", cause).say(event);
    }
}
