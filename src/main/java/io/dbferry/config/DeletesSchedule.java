package io.dbferry.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a partial looks for deleted rows ({@code partial.deletes}): whichever of the two comes first.
 *
 * @param every time between two looks
 * @param runs of {@code dump partial} between two looks, that one included
 */
public record DeletesSchedule(Duration every, long runs) {
    private static final Pattern RUNS = Pattern.compile("every ([1-9][0-9]{0,8}) partials?");
    private static final Duration FOREVER = Duration.ofDays(365_000);

    /** {@code every 1h}, {@code every 12 partials}, {@code every 1 partial}. */
    static DeletesSchedule parse(String text) throws BadValue {
        Matcher runs = RUNS.matcher(text);
        if (runs.matches()) {
            return new DeletesSchedule(FOREVER, Long.parseLong(runs.group(1)));
        }
        if (!text.startsWith("every ")) {
            throw new BadValue("'" + text + "' is neither such as every 1h nor such as every 12 partials");
        }
        return new DeletesSchedule(Amount.duration(text.substring("every ".length())), Long.MAX_VALUE);
    }
}
