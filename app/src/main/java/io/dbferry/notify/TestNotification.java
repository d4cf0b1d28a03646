package io.dbferry.notify;

import io.dbferry.config.watch.Alarms;
import io.dbferry.config.watch.MailConfig;
import io.dbferry.notify.channel.Channel;
import io.dbferry.notify.channel.Channels;
import io.dbferry.notify.channel.MailChannel;
import io.dbferry.notify.channel.UndeliveredException;
import io.dbferry.notify.message.Message;
import io.dbferry.notify.message.Origin;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Tries the ways to people, without an incident: each once, and nothing is kept for later. */
public final class TestNotification {
    private TestNotification() {}

    /** Connects to the server and logs in, without a mail. Returns what went wrong. */
    public static Optional<String> login(MailConfig mail) {
        return attempt(new MailChannel(mail)::login);
    }

    /**
     * Sends a test message by mail and to each webhook. The addresses of pings are left alone: to call one would say that
     * something fails, or that all is well.
     *
     * @return what went wrong, by the keys of the config
     */
    public static Map<String, Optional<String>> send(Alarms alarms, Origin origin, Instant now) {
        Map<String, Channel> ways = Channels.all(alarms);
        Map<String, Optional<String>> tried = new LinkedHashMap<>();
        Message message = Message.test(origin, now);
        ways.keySet().retainAll(Channels.ofRecoveries(alarms));
        ways.forEach((key, way) -> tried.put(key, attempt(() -> way.send(message))));
        return tried;
    }

    private interface Attempt {
        void run() throws UndeliveredException;
    }

    private static Optional<String> attempt(Attempt attempt) {
        try {
            attempt.run();
            return Optional.empty();
        } catch (UndeliveredException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
