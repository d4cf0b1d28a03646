package io.dbferry.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class CrontabLinesTest {
    private static final CrontabLines OURS = new CrontabLines(Path.of("/etc/dbferry/dbferry.yaml"));
    private static final List<String> COMMAND = List.of("/opt/dbferry/dbferry", "dump", "partial");

    @Test
    void lineIsMarkedWithItsConfig() {
        assertThat(OURS.line("*/5 * * * *", COMMAND))
                .isEqualTo("*/5 * * * * /opt/dbferry/dbferry dump partial # dbferry /etc/dbferry/dbferry.yaml");
    }

    @Test
    void oddPathsReachTheProgramAsTheyAre() {
        CrontabLines odd = new CrontabLines(Path.of("/etc/100% ours.yaml"));

        assertThat(odd.line("0 3 * * *", List.of("/opt/it's/dbferry", "--config", "/etc/100% ours.yaml")))
                .isEqualTo("0 3 * * * '/opt/it'\\''s/dbferry' --config '/etc/100\\% ours.yaml'"
                        + " # dbferry /etc/100\\% ours.yaml");
    }

    @Test
    void otherLinesStayWhereTheyAre() {
        String partial = OURS.line("*/5 * * * *", COMMAND);
        String changed = OURS.line("*/7 * * * *", COMMAND);
        String ofAnother = new CrontabLines(Path.of("/etc/dbferry/other.yaml")).line("1 1 * * *", COMMAND);
        List<String> crontab = List.of("MAILTO=ops", partial, "", ofAnother, "0 1 * * * dbferry # mine", partial);

        assertThat(OURS.in(crontab)).containsExactly(partial, partial);
        assertThat(OURS.replace(crontab, List.of(changed)))
                .containsExactly("MAILTO=ops", changed, "", ofAnother, "0 1 * * * dbferry # mine");
        assertThat(OURS.replace(crontab, List.of()))
                .containsExactly("MAILTO=ops", "", ofAnother, "0 1 * * * dbferry # mine");
        assertThat(OURS.replace(List.of("a"), List.of(changed))).containsExactly("a", changed);
    }
}
