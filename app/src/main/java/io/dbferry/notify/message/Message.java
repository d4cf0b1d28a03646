package io.dbferry.notify.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * That an incident began, or that it is over, or a test; as JSON, what webhooks take.
 *
 * @param time of the run that failed or went well
 * @param runs how many have failed
 * @param config the file's path
 * @param log the file's path; null if none is written
 * @param lastLines of the log, when it began
 */
@JsonInclude(Include.NON_NULL)
public record Message(
        Event event,
        String incident,
        String job,
        String stream,
        String role,
        String host,
        Instant since,
        Instant time,
        long runs,
        @Nullable Integer exitCode,
        String message,
        @Nullable String hint,
        String config,
        @Nullable String log,
        List<String> lastLines) {
    public Message {
        lastLines = List.copyOf(lastLines);
    }

    /** Which of them. */
    public enum Event {
        @JsonProperty("failed")
        FAILED,
        @JsonProperty("recovered")
        RECOVERED,
        @JsonProperty("test")
        TEST
    }

    /** One that tells of nothing. */
    public static Message test(Origin origin, Instant now) {
        FailureDetails none =
                new FailureDetails(null, "this is a test by 'dbferry check --notify': nothing is wrong", null, null);
        return of(Event.TEST, Incident.begin(Job.of("alarms"), none, now), origin, now, List.of());
    }

    public static Message of(Event event, Incident incident, Origin origin, Instant now, List<String> lastLines) {
        return new Message(
                event,
                incident.id(),
                incident.job(),
                origin.stream(),
                origin.role(),
                origin.host(),
                incident.since(),
                now,
                incident.runs(),
                incident.exitCode(),
                incident.message(),
                incident.hint(),
                origin.config().toString(),
                origin.log().map(Path::toString).orElse(null),
                lastLines);
    }
}
