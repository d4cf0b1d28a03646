package io.dbferry.soak;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a daemon's runs ended, by what it has printed. That it read its config counts as a run too. */
final class Outcomes {
    private static final Pattern LINE = Pattern.compile(
            "(\\S+Z) (error: )?(?:((?:dump|load)(?: complete| partial)?): (.*)|config not reloaded, the previous one stays active: .*|runs as .*)");

    /** What a run says on its way, and may fail after. */
    private static final Pattern OF_NO_END = Pattern.compile(
            "skipped, another run is in progress: .*|shipped [^:]*, which had waited .*|pruned .*|a complete instead of .*|no complete instead .*"
                    + "|took the snapshot .*|built .*|receipt of .*|installed .*|left the receipt .*|postprocess of .*"
                    + "|replication slot .*|failed after .*");

    private Outcomes() {}

    /**
     * The end of a run.
     *
     * @param certain whether it was the run's end: a load that says what it has applied may fail yet
     */
    record Outcome(String job, boolean well, Instant at, boolean certain) {}

    static List<Outcome> of(List<String> lines) {
        List<Outcome> outcomes = new ArrayList<>();
        for (String line : lines) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()
                    && !OF_NO_END.matcher(String.valueOf(matcher.group(4))).matches()) {
                String job = matcher.group(3) == null ? "config" : matcher.group(3);
                outcomes.add(new Outcome(
                        job.startsWith("load") ? "load" : job,
                        matcher.group(2) == null,
                        Instant.parse(matcher.group(1)),
                        !String.valueOf(matcher.group(4)).startsWith("applied ")));
            }
        }
        return outcomes;
    }

    /** The jobs whose last run failed. */
    static List<String> failing(List<String> lines) {
        Map<String, Boolean> well = new TreeMap<>();
        of(lines).forEach(outcome -> well.put(outcome.job(), outcome.well()));
        return well.keySet().stream()
                .filter(job -> Boolean.FALSE.equals(well.get(job)))
                .toList();
    }
}
