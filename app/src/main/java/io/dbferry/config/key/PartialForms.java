package io.dbferry.config.key;

import io.dbferry.config.text.BadValue;
import io.dbferry.config.text.Units;
import io.dbferry.config.time.PartialTimes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the schedule of partials can hold. */
final class PartialForms {
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final String WORD = "continuous";

    /** Times, never, or as soon as there is something to do. */
    static final Form<Optional<PartialTimes>> TIMES = new Form<>(
            Forms.TIMES.name() + " or " + WORD,
            Form.schema("anyOf", List.of(Form.schema("const", WORD), Forms.TIMES.schema())),
            value -> value.isText(WORD)
                    ? Optional.of(Optional.of(PartialTimes.CONTINUOUS))
                    : Forms.TIMES
                            .reader()
                            .read(value)
                            .map(times -> times.map(expression -> new PartialTimes(expression, false))));

    static final Form<Duration> INTERVAL =
            Form.text("duration", "^[0-9]+(ms|[smh])$", (text, context) -> interval(text));

    private PartialForms() {}

    private static Duration interval(String text) throws BadValue {
        Duration interval = text.matches("[0-9]{1,9}ms")
                ? Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)))
                : Units.duration(text);
        if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
            throw new BadValue("'" + text + "' is not between 100ms and 1h");
        }
        return interval;
    }
}
