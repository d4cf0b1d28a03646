package io.dbferry.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.failure.DbferryException;
import io.dbferry.testing.PrivateCron;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With Debian's own {@code crontab}. */
class UserCrontabIT {
    @TempDir
    private Path folder;

    private UserCrontab crontab = new UserCrontab(List.of("crontab"));

    @BeforeEach
    void cron() throws Exception {
        crontab = new UserCrontab(PrivateCron.in(folder).crontab());
    }

    @Test
    void keepsWhatItIsGiven() {
        assertThat(crontab.lines()).isEmpty();
        List<String> lines = List.of("# ours", "MAILTO=büro@example.org", "", "0 3 * * MON-FRI true # 100\\%");

        crontab.replace(lines);
        assertThat(crontab.lines()).isEqualTo(lines);

        crontab.replace(List.of());
        assertThat(crontab.lines()).isEmpty();
    }

    @Test
    void lineThatCrontabRefusesChangesNothing() {
        crontab.replace(List.of("0 3 * * * true"));

        assertThatThrownBy(() -> crontab.replace(List.of("0 25 * * * true")))
                .isInstanceOfSatisfying(DbferryException.class, e -> assertThat(e.hint())
                        .isEqualTo("Nothing was changed; see what 'crontab -l' says to this user"))
                .hasMessage("cannot install the crontab: \"-\":0: bad hour; errors in crontab file, can't install.");
        assertThat(crontab.lines()).containsExactly("0 3 * * * true");
    }

    @Test
    void crontabThatCannotBeReadIsNeverTakenForNone() {
        UserCrontab denied =
                new UserCrontab(List.of("sh", "-c", "echo 'You are not allowed to use crontab' >&2; exit 1"));

        assertThatThrownBy(denied::lines).hasMessage("cannot read the crontab: You are not allowed to use crontab");
    }

    @Test
    void machineWithoutCronSaysWhatElseThereIs() {
        assertThatThrownBy(() -> new UserCrontab(List.of("no-such-crontab")).lines())
                .isInstanceOfSatisfying(DbferryException.class, e -> assertThat(e.hint())
                        .isEqualTo("Install cron (apt-get install cron), or let 'dbferry run' keep the schedule"))
                .hasMessage("cannot read the crontab: the program 'no-such-crontab' does not run");
    }

    @Test
    void zoneOfTheMachineIsWhereItsClockPoints() throws Exception {
        Path link = Files.createSymbolicLink(
                folder.resolve("localtime"), Path.of("../usr/share/zoneinfo/America/Santiago"));

        assertThat(SystemZone.of(link)).isEqualTo(ZoneId.of("America/Santiago"));
        assertThat(SystemZone.of(folder.resolve("none"))).isEqualTo(ZoneId.systemDefault());
        Path elsewhere = Files.createSymbolicLink(folder.resolve("elsewhere"), Path.of("/x"));
        assertThat(SystemZone.of(elsewhere)).isEqualTo(ZoneId.systemDefault());
    }
}
