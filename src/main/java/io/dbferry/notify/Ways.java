package io.dbferry.notify;

import io.dbferry.config.Alarms;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The ways that messages go, by the keys of the config that name them. */
final class Ways {
    private static final String FAILURE = "ping.failure";

    private Ways() {}

    static List<String> ofFailures(Alarms alarms) {
        List<String> ways = ofRecoveries(alarms);
        alarms.failure().ifPresent(url -> ways.add(FAILURE));
        return ways;
    }

    /** The address for failures hears of no recovery: that for successes does. */
    static List<String> ofRecoveries(Alarms alarms) {
        List<String> ways = new ArrayList<>();
        alarms.mail().ifPresent(mail -> ways.add("mail"));
        for (int i = 0; i < alarms.webhooks().size(); i++) {
            ways.add("webhooks[" + i + "]");
        }
        return ways;
    }

    static Map<String, Way> all(Alarms alarms) {
        Map<String, Way> ways = new LinkedHashMap<>();
        alarms.mail().ifPresent(mail -> ways.put("mail", new MailWay(mail)));
        for (int i = 0; i < alarms.webhooks().size(); i++) {
            ways.put("webhooks[" + i + "]", new WebhookWay(alarms.webhooks().get(i)));
        }
        alarms.failure().ifPresent(url -> ways.put(FAILURE, message -> new Web(url).get()));
        return ways;
    }
}
