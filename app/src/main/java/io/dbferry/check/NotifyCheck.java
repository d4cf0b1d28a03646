package io.dbferry.check;

import io.dbferry.check.finding.Finding;
import io.dbferry.check.finding.Finding.Level;
import io.dbferry.check.finding.Findings;
import io.dbferry.config.watch.Alarms;
import io.dbferry.config.watch.MailConfig;
import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.notify.TestNotification;
import io.dbferry.notify.message.Origin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Tries whether alarms would reach anybody. */
public final class NotifyCheck {
    private static final String HINT = "See notify in the config; dbferry check --notify sends a test message";

    private NotifyCheck() {}

    /** Connects to the mail server and logs in, if the config names one. Webhooks and pings take nothing but messages. */
    static void login(Alarms alarms, Findings findings) {
        if (alarms.mail().isEmpty()) {
            return;
        }
        MailConfig mail = alarms.mail().get();
        TestNotification.login(mail)
                .ifPresentOrElse(
                        problem -> findings.fail("notify", Failure.DEPOT, "cannot send mails: " + problem, HINT),
                        () -> findings.ok(
                                "notify",
                                "mail server " + mail.host() + ":" + mail.port()
                                        + mail.user()
                                                .map(user -> " takes the login of " + user)
                                                .orElse(" can be reached")));
    }

    /** Sends a test message by mail and to each webhook: a finding for each. */
    public static List<Finding> send(Alarms alarms, Origin origin, Instant now) {
        if (alarms.mail().isEmpty() && alarms.webhooks().isEmpty()) {
            throw new DbferryException(
                    Failure.CONFIG,
                    "cannot send a test message: config '" + origin.config() + "' names no recipient",
                    "Add notify.mail or notify.webhooks");
        }
        List<Finding> findings = new ArrayList<>();
        TestNotification.send(alarms, origin, now)
                .forEach((way, problem) -> findings.add(
                        problem.isEmpty()
                                ? new Finding(Level.OK, way, "took a test message", null, 0)
                                : new Finding(
                                        Level.FAIL,
                                        way,
                                        "cannot send a test message: " + problem.get(),
                                        "See notify." + way + " in the config",
                                        Failure.DEPOT.exitCode())));
        return findings;
    }
}
