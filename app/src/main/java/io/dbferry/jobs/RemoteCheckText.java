package io.dbferry.jobs;

import io.dbferry.check.RemoteCheck;
import io.dbferry.config.Config;
import io.dbferry.config.key.Side;
import io.dbferry.notify.message.FailureDetails;
import io.dbferry.notify.message.Job;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/** Runs {@code check --remote} and tells its steps. */
public final class RemoteCheckText {
    public static final Job JOB = Job.of("check-remote");

    private RemoteCheckText() {}

    /** The steps, and the code that the program exits with. */
    public record Checked(String role, int exitCode, List<RemoteCheck.Step> steps) {}

    public static List<RemoteCheck.Step> run(Config config, Components wiring) {
        return new RemoteCheck(() -> wiring.depot(config), wiring.clock(), new Random()).run();
    }

    public static int exitCode(List<RemoteCheck.Step> steps) {
        return steps.get(steps.size() - 1).exitCode();
    }

    /** What went wrong, if anything did. */
    public static Optional<FailureDetails> trouble(List<RemoteCheck.Step> steps) {
        RemoteCheck.Step last = steps.get(steps.size() - 1);
        return last.ok()
                ? Optional.empty()
                : Optional.of(new FailureDetails(last.exitCode(), last.name() + ": " + last.text(), last.hint(), null));
    }

    public static Checked document(Config config, List<RemoteCheck.Step> steps) {
        return new Checked(Side.of(config).word(), exitCode(steps), steps);
    }

    /** What went well is left out when quiet. */
    public static void print(List<RemoteCheck.Step> steps, Output output) {
        for (RemoteCheck.Step step : steps) {
            String line = String.format(
                    Locale.ROOT,
                    "%-4s  %-11s  %s, %.0f ms",
                    step.ok() ? "ok" : "fail",
                    step.name(),
                    step.text(),
                    step.milliseconds());
            if (step.ok()) {
                output.say(Output.Tone.GOOD, line);
            } else {
                output.report(Output.Tone.BAD, line);
                output.report("      HINT: " + step.hint());
            }
        }
    }
}
