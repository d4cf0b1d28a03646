package io.dbferry.init;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.init.ask.Prompter;
import io.dbferry.init.write.Extras;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OriginalSettingsTest {
    private static final String SENDER = """
            ADMINS = (('Ops', 'ops@example.org'), ('Ana', 'ana@example.org'))
            TIME_ZONE = 'America/Santiago'
            EMAIL_HOST = 'smtp.example.org'
            EMAIL_PORT = 587
            EMAIL_USE_TLS = True
            SERVER_EMAIL = 'transapp@example.org'
            VIZ_BKP_APP_TIME = 15
            VIZ_BKP_APP_BKPS_LIFETIME = 6
            CRONJOBS = [
                ('45  4 * * *', 'AndroidRequestsBackups.jobs.complete_dump', '> /tmp/log.txt'),
                ('*/7 * * * *', 'AndroidRequestsBackups.jobs.partial_dump'),
                ('0 0 * * *', 'AndroidRequests.cronjobs.gtfs', '> /tmp/gtfs.txt'),
            ]
            """;

    @TempDir
    private Path folder;

    private final List<String> shown = new ArrayList<>();
    private final Prompter interview = new Prompter(Map.of(), null, shown::add);

    @Test
    void timesAndAddressesOfTheOriginalAreTaken() throws IOException {
        take(SENDER);

        Extras extras = ExtraQuestions.ask(interview, Path.of("/etc/dbferry"));
        assertThat(extras.complete()).contains("45 4 * * *");
        assertThat(extras.partial()).contains("*/7 * * * *");
        assertThat(extras.mail())
                .containsExactly(
                        "# Mail about failures.",
                        "notify:",
                        "  mail:",
                        "    to: [ops@example.org, ana@example.org]",
                        "    from: transapp@example.org",
                        "    smtp: {host: smtp.example.org, port: 587, security: starttls}");
    }

    @Test
    void whatIsNotTakenIsNamedWithItsReason() throws IOException {
        take(SENDER);

        assertThat(shown)
                .contains(
                        "  not taken: CRONJOBS AndroidRequests.cronjobs.gtfs: it is not a job of this side's backups",
                        "  not taken: TIME_ZONE = America/Santiago: cron, and DbFerry, go by this machine's time zone;"
                                + " schedule.time-zone names another",
                        "  not taken: VIZ_BKP_APP_BKPS_LIFETIME: it is for the receiver, or DbFerry needs no such thing");
    }

    @Test
    void aLoginsPasswordIsNeverWrittenAndTheMailWaitsForIt() throws IOException {
        take(SENDER + "EMAIL_HOST_USER = 'transapp'\nEMAIL_HOST_PASSWORD = 'mailpw'\n");

        List<String> mail =
                ExtraQuestions.ask(interview, Path.of("/etc/dbferry")).mail();
        assertThat(mail).allMatch(line -> line.startsWith("#"));
        assertThat(mail.get(0)).contains("'/etc/dbferry/smtp-password'");
        assertThat(String.join("\n", mail) + String.join("\n", shown)).doesNotContain("mailpw");
    }

    @Test
    void withoutTheOriginalDefaultsStay() {
        assertThat(ExtraQuestions.ask(interview, Path.of("/etc/dbferry")))
                .isEqualTo(new Extras(Optional.empty(), Optional.empty(), List.of()));
    }

    private void take(String settings) throws IOException {
        OriginalSettings.take(List.of(Files.writeString(folder.resolve("settings.py"), settings)), true, interview);
    }
}
