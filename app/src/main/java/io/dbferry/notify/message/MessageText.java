package io.dbferry.notify.message;

import io.dbferry.notify.message.Message.Event;
import io.dbferry.text.Count;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A message for people. */
public final class MessageText {
    private final Message message;

    public MessageText(Message message) {
        this.message = message;
    }

    /** {@code [dbferry] transapp: dump partial failed on app.example.org}. */
    public String subject() {
        return "[dbferry] " + message.stream() + ": " + message.job() + " " + verb() + " on " + message.host();
    }

    private String verb() {
        if (message.event() == Event.TEST) {
            return "are tested";
        }
        boolean failed = message.event() == Event.FAILED;
        if (message.exitCode() == null) {
            return failed ? "began" : "is over";
        }
        return failed ? "failed" : "works again";
    }

    public String body() {
        StringBuilder text = new StringBuilder();
        text.append("On ").append(message.host()).append(", the ").append(message.role());
        text.append(" of stream ").append(message.stream()).append(": ").append(message.job());
        if (message.event() == Event.FAILED) {
            text.append(message.exitCode() == null ? " since " : " failed at ")
                    .append(at(message.since()))
                    .append(".\n\n");
            cause(text);
            places(text);
            lines(text);
            text.append(
                    "\nNo further message is sent about this problem until it is over; then one message reports that.\n");
        } else if (message.event() == Event.TEST) {
            text.append(' ').append(verb()).append(".\n\n");
            cause(text);
            places(text);
        } else {
            text.append(' ').append(verb()).append(" since ").append(at(message.time()));
            text.append(".\n\nIt began at ").append(at(message.since()));
            text.append(message.exitCode() == null ? ":\n\n" : runs());
            cause(text);
            places(text);
        }
        return text.toString();
    }

    private String runs() {
        return ", and " + Count.of(message.runs(), "run") + " failed; the first so:\n\n";
    }

    private void cause(StringBuilder text) {
        text.append(message.message()).append('\n');
        if (message.hint() != null) {
            text.append("HINT: ").append(message.hint()).append('\n');
        }
    }

    private void places(StringBuilder text) {
        text.append('\n');
        if (message.exitCode() != null) {
            text.append("exit code: ").append(message.exitCode()).append('\n');
        }
        text.append("config: ").append(message.config()).append('\n');
        if (message.log() != null) {
            text.append("log: ").append(message.log()).append('\n');
        }
    }

    private void lines(StringBuilder text) {
        if (!message.lastLines().isEmpty()) {
            text.append("\nThe last lines of the log:\n");
            message.lastLines().forEach(line -> text.append("  ").append(line).append('\n'));
        }
    }

    private static Instant at(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }
}
