package io.dbferry.metrics;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was measured last. */
public record Readings(Instant time, List<Sample> samples) {
    static final Readings NONE = new Readings(Instant.EPOCH, List.of());

    public Readings {
        samples = List.copyOf(samples);
    }

    /** These instead of what was measured of such gauges before. */
    public Readings replacing(Set<Gauge> gauges, List<Sample> others) {
        List<Sample> all = new ArrayList<>(others);
        samples.stream().filter(sample -> !gauges.contains(sample.gauge())).forEach(all::add);
        return new Readings(time, all);
    }

    /** The source's time up to which a receiver was in step, if that was measured. */
    public Optional<Instant> inStepAsOf() {
        return samples.stream()
                .filter(sample -> sample.gauge() == Gauge.IN_STEP)
                .findFirst()
                .map(sample -> Instant.ofEpochMilli(Math.round(sample.value() * 1000)));
    }

    /** @param receiver whose it is, where a sender measures its receivers */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Sample(Gauge gauge, @Nullable String receiver, double value) {
        public static Sample of(Gauge gauge, double value) {
            return new Sample(gauge, null, value);
        }
    }
}
