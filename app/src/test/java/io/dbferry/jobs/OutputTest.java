package io.dbferry.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutputTest {
    @Test
    void indentedLinesFitAUsualTerminalAndBreakBetweenWords() {
        List<String> lines = new ArrayList<>();
        Output output = Output.to(lines::add, lines::add, false).indented();

        output.say("applied complete 000001: 299,301 rows inserted, 0 updated, 0 deleted, 300 media files");
        output.say("in 4.2 s");
        output.say("x".repeat(90));

        assertThat(lines)
                .containsExactly(
                        "   applied complete 000001: 299,301 rows inserted, 0 updated, 0 deleted, 300",
                        "      media files",
                        "   in 4.2 s",
                        "   " + "x".repeat(90));
    }
}
