package io.dbferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class CommandLineTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            dmup          | unknown command 'dmup'                | Did you mean 'dump'? See dbferry --help
            crontab ad    | unknown command 'ad'                  | Did you mean 'add'? See dbferry crontab --help
            status --jsn  | unknown option: '--jsn'               | Did you mean '--json'? See dbferry status --help
            dump --iffree complete | unknown option: '--iffree'   | Did you mean '--if-free'? See dbferry dump --help
            frobnicate    | unknown command 'frobnicate'          | dbferry --help
            status now    | unmatched argument at index 1: 'now'  | dbferry status --help
            """)
    void wordThatIsNotKnownIsReportedWithTheNearest(String words, String cause, String hint) {
        assertThat(run(words.split(" "))).isEqualTo(2);
        assertThat(err).hasToString("cannot understand the command line: " + cause + "\nHINT: " + hint + "\n");
    }

    @Test
    void helpDescribesOneCommand() {
        assertThat(run("help", "prune")).isZero();
        assertThat(out.toString()).startsWith("Usage: dbferry prune ").contains("--dry-run");
    }

    @Test
    void everyCommandDescribesItself() {
        assertHelp(Commands.of(List.of()));
    }

    private static void assertHelp(CommandLine command) {
        assertThat(command.getCommandSpec().findOption("--help"))
                .as(command.getCommandSpec().qualifiedName())
                .isNotNull();
        command.getSubcommands().values().forEach(CommandLineTest::assertHelp);
    }

    @Test
    void versionNamesCommitAndJava() {
        assertThat(run("version")).isZero();
        assertThat(out.toString().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("dbferry "),
                        line -> assertThat(line).startsWith("commit "),
                        line -> assertThat(line).startsWith("Java " + System.getProperty("java.version")));
    }

    @Test
    void keysOfASectionAreDescribed() {
        assertThat(run("config", "keys", "metrics")).isZero();
        assertThat(out.toString()).startsWith("metrics.file: path\n").contains("\nmetrics.port: port\n");

        assertThat(run("config", "keys", "metric")).isEqualTo(2);
        assertThat(err).hasToString("cannot describe key 'metric': no such key\nHINT: dbferry config keys lists all\n");
    }

    private int run(String... words) {
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), words);
    }
}
