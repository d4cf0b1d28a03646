package io.dbferry.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.soak.Mailbox.Mail;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The soak's judge of mails: it must find what is wrong. */
class MailAuditTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private final List<String> lines = new ArrayList<>();
    private final List<Mail> mails = new ArrayList<>();
    private final List<Instant> kills = new ArrayList<>();

    @Test
    void oneMailForEachIncidentAndOneForItsEndIsRight() {
        incident();

        assertThat(audit()).isEmpty();
    }

    @Test
    void whatARunSaysOnItsWayIsNotItsEnd() {
        line(60, "error: dump partial: cannot");
        mail(60, false, 61);
        line(118, "dump partial: took the snapshot of partial 000002, WAL 0/1");
        line(119, "dump partial: built partial 000002: 1 row of 1 table, 0 media files, 62 B");
        line(120, "error: dump partial: cannot");
        line(180, "dump partial: shipped partial 000002: 1 row");
        mail(60, true, 181);

        assertThat(audit()).isEmpty();
    }

    @Test
    void mailOfEachRunIsFound() {
        incident();
        mail(90, false, 100);

        assertThat(audit()).singleElement().asString().startsWith("the sender's dump partial has mails that no run");
    }

    @Test
    void mailOfARunThatWentWellIsFound() {
        line(60, "dump partial: nothing changed since partial 000001, nothing shipped");
        mail(60, false, 61);

        assertThat(audit()).singleElement().asString().startsWith("the sender's dump partial has mails that no run");
    }

    @Test
    void missingMailIsFound() {
        incident();
        mails.remove(0);

        assertThat(audit()).singleElement().asString().startsWith("the mails of the sender's dump partial do not fit ");
    }

    @Test
    void missingMailOfTheEndIsFound() {
        incident();
        mails.remove(1);

        assertThat(audit()).singleElement().asString().startsWith("the mails of the sender's dump partial do not fit ");
    }

    @Test
    void mailThatComesAgainIsFoundUnlessTheDaemonWasKilledBetween() {
        incident();
        mail(60, false, 90);
        assertThat(audit())
                .singleElement()
                .asString()
                .matches("the mail <dump-partial-\\S+ came at .* and again at .*");

        kills.add(NOON.plusSeconds(80));
        assertThat(audit()).isEmpty();
    }

    @Test
    void failureOfADaemonThatWasKilledAsItFailedMayBeTheNextDaemonsOrNone() {
        line(60, "error: dump partial: cannot");
        line(62, "runs as sender of stream soak");
        kills.add(NOON.plusSeconds(61));
        assertThat(audit()).isEmpty();

        mail(60, false, 63);
        line(120, "dump partial: shipped partial 000002: 1 row");
        mail(60, true, 121);
        assertThat(audit()).isEmpty();
    }

    private void incident() {
        line(60, "error: dump partial: cannot");
        mail(60, false, 61);
        line(120, "error: dump partial: cannot");
        line(180, "dump partial: shipped partial 000002: 1 row");
        mail(60, true, 181);
    }

    private void line(int second, String text) {
        lines.add(NOON.plusSeconds(second) + " " + text);
    }

    private void mail(int began, boolean over, int arrived) {
        String id = "<dump-partial-" + NOON.plusSeconds(began).toEpochMilli() + ".%d.soak.sender@example.org>";
        mails.add(new Mail(
                NOON.plusSeconds(arrived),
                id.formatted(over ? 1 : 0),
                over ? id.formatted(0) : "",
                "[dbferry] soak: dump partial " + (over ? "works again" : "failed") + " on vm"));
    }

    private List<String> audit() {
        return new MailAudit("sender", kills, kills).compare(lines, mails);
    }
}
