package io.dbferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompletionTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void scriptKnowsEveryCommandAndIsOneThatTheShellReads(String shell) throws IOException, InterruptedException {
        String script = run("completion", shell);

        for (String command : Commands.of(List.of()).getSubcommands().keySet()) {
            assertThat(script).contains(command);
        }
        assertThat(script).contains("if-free").contains("complete");
        if (Files.isExecutable(Path.of("/usr/bin/" + shell)) || shell.equals("bash")) {
            Path file = Files.writeString(folder.resolve("script"), script);
            assertThat(new ProcessBuilder(shell, "-n", file.toString())
                            .inheritIO()
                            .start()
                            .waitFor())
                    .isZero();
        }
    }

    @Test
    void manualHasEveryKeyWithItsVariable() {
        assertThat(run("config", "manual"))
                .startsWith("= dbferry.yaml(5)\n")
                .contains("pass:c[keep.free-space]")
                .contains("pass:c[DBFERRY_KEEP_FREE_SPACE]")
                .contains("== Keys of a receiver");
    }

    private static String run(String... words) {
        StringWriter out = new StringWriter();
        assertThat(Main.run(new PrintWriter(out, true), new PrintWriter(System.err, true), words))
                .isZero();
        return out.toString();
    }
}
