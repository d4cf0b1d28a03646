package io.dbferry.soak;

import io.dbferry.soak.Mailbox.Mail;
import io.dbferry.soak.Outcomes.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Compares the mails of one daemon with what its output says. A job that fails and did not before is an incident: one
 * mail; its next success is one more, an answer to the first. A run that was killed as it ended may or may not have been
 * noted; a mail comes twice only if the daemon or the mail server ended between the two.
 */
final class MailAudit {
    /** From the line of an outcome until it is noted, on a machine that is busy. */
    private static final Duration NOTED_WITHIN = Duration.ofSeconds(15);

    private static final Pattern ID =
            Pattern.compile("<(.+)-(\\d{13})\\.([01])\\.soak\\.(sender|receiver)@example\\.org>");

    private final String role;
    private final List<Instant> kills;
    private final List<Instant> interruptions;
    private final List<String> violations = new ArrayList<>();
    private int incidents;

    /**
     * @param role {@code sender} or {@code receiver}
     * @param kills when the daemon was killed
     * @param interruptions when the daemon or the mail server ended, however
     */
    MailAudit(String role, List<Instant> kills, List<Instant> interruptions) {
        this.role = role;
        this.kills = kills;
        this.interruptions = interruptions;
    }

    /** A mail that belongs to an incident, and what is known of it by its {@code Message-ID}. */
    private record Told(Mail mail, String job, Instant began, boolean over) {}

    /** What of the mails has been explained so far, and the incident that goes on. */
    private record State(@Nullable Instant open, int explained) {}

    /** What the daemon has printed, and all mails; violations of what is promised. */
    List<String> compare(List<String> lines, List<Mail> mails) {
        List<Told> told = told(mails);
        List<Outcome> outcomes = Outcomes.of(lines);
        Set<String> jobs = new TreeSet<>();
        told.forEach(one -> jobs.add(one.job()));
        outcomes.forEach(outcome -> jobs.add(outcome.job()));
        for (String job : jobs) {
            List<Outcome> of =
                    outcomes.stream().filter(o -> o.job().equals(job)).toList();
            follow(job, of, told.stream().filter(o -> o.job().equals(job)).toList());
        }
        return violations;
    }

    /** How many incidents were mailed. */
    int incidents() {
        return incidents;
    }

    /** This daemon's mails in the order of their incidents, without those that came again as they may. */
    private List<Told> told(List<Mail> mails) {
        Map<String, Mail> before = new HashMap<>();
        List<Told> told = new ArrayList<>();
        for (Mail mail : mails) {
            Matcher id = ID.matcher(mail.id());
            if (!id.matches()) {
                violations.add("a mail has the id " + mail.id() + ": " + mail.subject());
                continue;
            }
            if (!id.group(4).equals(role)) {
                continue;
            }
            Mail same = before.put(mail.id(), mail);
            if (same == null) {
                told.add(new Told(
                        mail,
                        id.group(1).replace('-', ' '),
                        Instant.ofEpochMilli(Long.parseLong(id.group(2))),
                        id.group(3).equals("1")));
            } else if (interruptions.stream()
                    .noneMatch(i -> !i.isBefore(same.arrived()) && !i.isAfter(mail.arrived()))) {
                violations.add(
                        "the mail " + mail.id() + " came at " + same.arrived() + " and again at " + mail.arrived());
            }
        }
        told.sort(Comparator.comparing(Told::began).thenComparing(Told::over));
        incidents = (int) told.stream().filter(one -> !one.over()).count();
        told.forEach(this::checkText);
        return told;
    }

    private void checkText(Told one) {
        String verb = one.over() ? "works again" : "failed";
        String subject = "\\[dbferry\\] soak: " + one.job() + " " + verb + " on .+";
        String answers = one.over() ? one.mail().id().replaceFirst("\\.1\\.soak\\.", ".0.soak.") : "";
        if (!one.mail().subject().matches(subject) || !one.mail().answers().equals(answers)) {
            violations.add("a mail does not say what it is of: " + one);
        }
    }

    /** Each way in which the mails may have come of these outcomes is followed; one must explain them all. */
    private void follow(String job, List<Outcome> outcomes, List<Told> told) {
        Set<State> states = Set.of(new State(null, 0));
        for (int i = 0; i < outcomes.size(); i++) {
            Outcome outcome = outcomes.get(i);
            boolean certain = !wasKilled(outcome)
                    && (outcome.certain()
                            || i + 1 == outcomes.size()
                            || outcomes.get(i + 1).well());
            Set<State> next = new HashSet<>();
            for (State state : states) {
                step(state, outcome, told).forEach(next::add);
                if (!certain) {
                    next.add(state);
                }
            }
            if (next.isEmpty()) {
                violations.add("the mails of the " + role + "'s " + job + " do not fit " + outcome + ": " + told);
                return;
            }
            states = next;
        }
        if (!states.contains(new State(null, told.size()))) {
            violations.add("the " + role + "'s " + job + " has mails that no run explains, or lacks some: " + states
                    + " of " + told);
        }
    }

    private boolean wasKilled(Outcome outcome) {
        return kills.stream()
                .anyMatch(kill -> !kill.isBefore(outcome.at())
                        && !kill.isAfter(outcome.at().plus(NOTED_WITHIN)));
    }

    private static Stream<State> step(State state, Outcome outcome, List<Told> told) {
        if ((state.open() == null) == outcome.well()) {
            return Stream.of(state);
        }
        return told.stream()
                .skip(state.explained())
                .limit(1)
                .filter(one -> one.over() == outcome.well())
                .filter(one -> outcome.well() ? one.began().equals(state.open()) : isNoted(one.began(), outcome.at()))
                .map(one -> new State(outcome.well() ? null : one.began(), state.explained() + 1));
    }

    private static boolean isNoted(Instant noted, Instant at) {
        return !noted.isBefore(at) && !noted.isAfter(at.plus(NOTED_WITHIN));
    }
}
