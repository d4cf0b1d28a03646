package io.dbferry.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whatever is killed whenever, the next runs lose nothing and apply nothing twice. {@code ./mvnw -Psoak verify} runs it
 * for as long as wanted, with the program as it is installed.
 */
class SoakIT {
    private static final int BRISK = 1500;
    private static final int STEADY = 4000;

    private final long seed = Long.getLong("soak.seed", System.nanoTime() % 1_000_000_000);
    private final String strategy = System.getProperty("soak.strategy", "auto");
    private final Duration length =
            Duration.ofSeconds((long) (60 * Double.parseDouble(System.getProperty("soak.minutes", "0.4"))));

    @Test
    void killedPartsAreMendedByTheNextRuns() throws Exception {
        Path folder = Files.createDirectories(
                Path.of("target", "soak-" + seed + "-" + ProcessHandle.current().pid())
                        .toAbsolutePath());
        System.out.println("soak of " + length + ", strategy " + strategy + ", seed " + seed + ", in " + folder);
        Findings findings = new Findings(folder);
        try (Stage stage = Stage.set(folder, new Random(seed).nextBoolean(), strategy)) {
            new Soak(stage, findings, seed, length).run(length.toMinutes() > 2 ? STEADY : BRISK);
        }
        System.out.println("soak of " + length + ", seed " + seed + ", ended: " + findings.table());
        assertThat(findings.violations())
                .as("seed %d, %s; evidence is in '%s'", seed, findings, folder)
                .isEmpty();
        String done = Boolean.getBoolean("soak.episodes") ? "episodes" : "kills";
        assertThat(
                        done.equals("episodes")
                                ? findings.of(done)
                                : findings.of("sender kills") + findings.of("receiver kills"))
                .as("%s, at least one of which must have been, seed %d: %s", done, seed, findings)
                .isPositive();
        Soak.delete(folder);
    }
}
