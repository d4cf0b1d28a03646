package io.dbferry.notify.channel;

import io.dbferry.config.watch.Alarms;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The ways that messages go, by the keys of the config that name them. */
public final class Channels {
    private static final String FAILURE = "ping.failure";

    private Channels() {}

    public static List<String> ofFailures(Alarms alarms) {
        List<String> ways = ofRecoveries(alarms);
        alarms.failure().ifPresent(url -> ways.add(FAILURE));
        return ways;
    }

    /** The address for failures hears of no recovery: that for successes does. */
    public static List<String> ofRecoveries(Alarms alarms) {
        List<String> ways = new ArrayList<>();
        alarms.mail().ifPresent(mail -> ways.add("mail"));
        for (int i = 0; i < alarms.webhooks().size(); i++) {
            ways.add("webhooks[" + i + "]");
        }
        return ways;
    }

    public static Map<String, Channel> all(Alarms alarms) {
        Map<String, Channel> ways = new LinkedHashMap<>();
        alarms.mail().ifPresent(mail -> ways.put("mail", new MailChannel(mail)));
        for (int i = 0; i < alarms.webhooks().size(); i++) {
            ways.put("webhooks[" + i + "]", new WebhookChannel(alarms.webhooks().get(i)));
        }
        alarms.failure().ifPresent(url -> ways.put(FAILURE, message -> new Web(url).get()));
        return ways;
    }
}
