package io.dbferry.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * {@code dbferry run} on either side outlives whatever goes wrong. Too long for each build, as its schedules know no time
 * shorter than a minute: {@code ./mvnw -Psoak verify -Dsoak.of=run} runs it, with the program as it is installed.
 */
class DaemonSoak {
    private final long seed = Long.getLong("soak.seed", System.nanoTime() % 1_000_000_000);
    private final String strategy = System.getProperty("soak.strategy", "auto");
    private final Duration length =
            Duration.ofSeconds((long) (60 * Double.parseDouble(System.getProperty("soak.minutes", "4"))));

    @Test
    void daemonsOutliveFaultsAndMailOncePerIncident() throws Exception {
        Path folder = Files.createDirectories(
                Path.of("target", "soak-" + seed + "-" + ProcessHandle.current().pid())
                        .toAbsolutePath());
        System.out.println("soak of run, " + length + ", strategy " + strategy + ", seed " + seed + ", in " + folder);
        Findings findings = new Findings(folder);
        try (DaemonStage stage = DaemonStage.set(folder, new Random(seed).nextBoolean(), strategy, findings)) {
            new DaemonRun(stage, findings, seed, length).run();
            if (!findings.violations().isEmpty()) {
                stage.keepDepot();
            }
        }
        stray(folder).forEach(process -> findings.violation("a process is left: " + process));
        System.out.println("soak of run, " + length + ", seed " + seed + ", ended: " + findings.table());
        assertThat(findings.violations())
                .as("seed %d, %s; evidence is in '%s'", seed, findings, folder)
                .isEmpty();
        Soak.delete(folder);
    }

    /** Daemons and servers whose command line names the folder. */
    private static List<String> stray(Path folder) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .filter(process -> process.info().command().orElse("").matches(".*/(java|postgres|sshd)"))
                .flatMap(process -> process.info().commandLine().stream())
                .filter(line -> line.contains(folder.toString()))
                .toList();
    }
}
