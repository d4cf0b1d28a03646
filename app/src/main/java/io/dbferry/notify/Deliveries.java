package io.dbferry.notify;

import io.dbferry.config.watch.Alarms;
import io.dbferry.files.LockFile;
import io.dbferry.notify.AlarmState.Undelivered;
import io.dbferry.notify.channel.Channel;
import io.dbferry.notify.channel.Channels;
import io.dbferry.notify.channel.UndeliveredException;
import io.dbferry.notify.channel.Web;
import io.dbferry.notify.message.Message;
import io.dbferry.notify.message.MessageText;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Delivers what {@link Incidents} has written down, the oldest first on each way. What does not arrive is told and stays
 * for the next time, for three days.
 */
public final class Deliveries {
    private static final Duration LONGEST = Duration.ofDays(3);

    private final AlarmFile file;
    private final Alarms alarms;
    private final Clock clock;
    private final Consumer<String> warnings;

    public Deliveries(Path work, Alarms alarms, Clock clock, Consumer<String> warnings) {
        this.file = new AlarmFile(work);
        this.alarms = alarms;
        this.clock = clock;
        this.warnings = warnings;
    }

    public boolean anyUndelivered() throws IOException {
        return !file.read().undelivered().isEmpty();
    }

    /** Tries each message once. If another process is at it, what is left is left to it, or to the next time. */
    public void deliver() throws IOException {
        if (!anyUndelivered()) {
            return;
        }
        try (@Nullable LockFile right = file.deliverer()) {
            if (right == null) {
                return;
            }
            Map<String, Channel> ways = Channels.all(alarms);
            Set<String> broken = new HashSet<>();
            for (Undelivered next = next(broken); next != null; next = next(broken)) {
                for (String way : next.to()) {
                    if (!broken.contains(way)) {
                        deliver(next.message(), way, ways.get(way), broken);
                    }
                }
            }
        }
    }

    /** What came meanwhile counts too; null if there is nothing left that has not been tried. */
    private @Nullable Undelivered next(Set<String> broken) throws IOException {
        return file.read().undelivered().stream()
                .filter(one -> !broken.containsAll(one.to()))
                .findFirst()
                .orElse(null);
    }

    private void deliver(Message message, String key, @Nullable Channel way, Set<String> broken) throws IOException {
        if (way != null && !send(message, key, way)) {
            if (Duration.between(message.time(), clock.instant()).compareTo(LONGEST) <= 0) {
                broken.add(key);
                return;
            }
            warnings.accept("gives up the alarm '" + new MessageText(message).subject() + "' by notify." + key);
        }
        file.change(state -> state.delivered(message, key));
    }

    private boolean send(Message message, String key, Channel way) {
        try {
            way.send(message);
            return true;
        } catch (UndeliveredException e) {
            warnings.accept("cannot send the alarm '" + new MessageText(message).subject() + "' by notify." + key + ": "
                    + e.getMessage());
            return false;
        }
    }

    /** Calls the address that hears of successes, once. */
    public void callSuccess() {
        if (alarms.success().isEmpty()) {
            return;
        }
        try {
            new Web(alarms.success().get()).get();
        } catch (UndeliveredException e) {
            warnings.accept("cannot call notify.ping.success: " + e.getMessage());
        }
    }
}
