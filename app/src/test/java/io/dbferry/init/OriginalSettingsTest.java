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

    @Test
    void theOriginalsAccountKeyAndFoldersStayItsOwn() throws IOException {
        take("VIZ_BKP_APP_REMOTE_BKP_FLDR = '/home/transapp/bkps'\nVIZ_BKP_APP_REMOTE_HOST = 'viz'\n"
                + "VIZ_BKP_APP_REMOTE_USER = 'transapp'\nVIZ_BKP_APP_PRIVATE_KEY = '/root/.ssh/id_rsa'\n"
                + "ANDROID_REQUESTS_BACKUPS = {'TMP_BKP_FLDR': '/srv/tmp', 'TEST_USER': 'me'}\n");

        assertThat(List.of("--depot", "--key", "--work")).noneMatch(interview::isGiven);
        assertThat(shown)
                .contains(
                        "  not taken: VIZ_BKP_APP_PRIVATE_KEY: DbFerry makes a key of its own; the original keeps this one",
                        "  not taken: ANDROID_REQUESTS_BACKUPS['TMP_BKP_FLDR']: DbFerry's work folder is another one, as"
                                + " the original empties this one",
                        "  not taken: ANDROID_REQUESTS_BACKUPS['TEST_USER']: it is for the receiver, or DbFerry needs no"
                                + " such thing");
    }

    @Test
    void aRelativeFolderOfImagesIsTheProjects() throws IOException {
        Files.writeString(folder.resolve("manage.py"), "");
        Path file = Files.writeString(
                Files.createDirectories(folder.resolve("server/settings")).resolve("backups.py"),
                "VIZ_BKP_APP_IMGS_FLDR = 'media/reported_images'\n");
        OriginalSettings.take(List.of(file), true, interview);

        assertThat(shown).contains("  IMGS_FLDR: media = " + folder.resolve("media/reported_images"));
    }

    @Test
    void aFileThatIsNamedIsNotAskedForAgain() throws IOException {
        Path base = Files.writeString(folder.resolve("base.py"), "X = 1\n");
        Path database = Files.writeString(folder.resolve("database.py"), "X = 1\n");
        Path all = Files.writeString(
                folder.resolve("settings.py"), "from .base import *\nfrom .database import *\nfrom gone import *\n");
        OriginalSettings.take(List.of(all, base), true, interview);

        assertThat(shown.stream().filter(line -> line.contains("not read")))
                .containsExactly(
                        "  not read: settings of '.database' come in on line 2 of settings.py; add --from-django "
                                + database,
                        "  not read: settings of 'gone' come in on line 3 of settings.py; name that file with another"
                                + " --from-django");
    }

    @Test
    void jobsThatTheOriginalsFunctionAddsAreTaken() throws IOException {
        take("""
                from server.keys.backups import android_requests_backups_update_jobs as update
                CRONJOBS = update([])
                def android_requests_backups_update_jobs(cronjobs):
                    cronjobs.append(('30  3 * * *', 'AndroidRequestsBackups.jobs.complete_dump', '> /tmp/log'))
                    return cronjobs
                """);

        assertThat(ExtraQuestions.ask(interview, Path.of("/etc/dbferry")).complete())
                .contains("30 3 * * *");
    }

    @Test
    void jobsAndAdminsThatCannotBeReadAreNamedWithTheirLine() throws IOException {
        take("from keys import jobs\nADMINS = people()\nCRONJOBS = jobs([])\n");

        assertThat(shown)
                .contains(
                        "  not taken: CRONJOBS: line 3: it calls 'jobs'",
                        "  not taken: ADMINS: line 2: it calls 'people'");
    }

    @Test
    void theOriginalIsStoppedBeforeItsJobsAreTakenOut() {
        SwitchOver.show(interview);

        assertThat(shown.subList(2, 5))
                .containsExactly(
                        "1. both servers, as root, in the project's folder: python manage.py crontab remove",
                        "2. both servers: wait until this prints nothing: pgrep -af '[A]ndroidRequestsBackups/scripts'",
                        "3. both servers: take the jobs of AndroidRequestsBackups out of CRONJOBS. If other jobs are left:"
                                + " python manage.py crontab add");
    }

    private void take(String settings) throws IOException {
        OriginalSettings.take(List.of(Files.writeString(folder.resolve("settings.py"), settings)), true, interview);
    }
}
