package io.dbferry.config.watch;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Who is told when a side fails, or falls silent, and how.
 *
 * @param webhooks take a JSON document by POST
 * @param success is called after runs that went well, while nothing fails
 * @param failure is called when something begins to fail
 * @param silence after which nothing new is an alarm; nothing for never
 */
public record Alarms(
        Optional<MailConfig> mail,
        List<URI> webhooks,
        Optional<URI> success,
        Optional<URI> failure,
        Optional<Duration> silence) {
    public Alarms {
        webhooks = List.copyOf(webhooks);
    }

    /** Whether anybody is told anything. */
    public boolean isSilent() {
        return mail.isEmpty() && webhooks.isEmpty() && success.isEmpty() && failure.isEmpty();
    }

    /** Addresses of the web are secrets: whoever knows one may call it. */
    @Override
    public String toString() {
        return "Alarms[mail=" + mail + ", webhooks=" + webhooks.size() + ", silence=" + silence + "]";
    }
}
