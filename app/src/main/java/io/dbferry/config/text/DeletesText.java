package io.dbferry.config.text;

import io.dbferry.config.DeletesSchedule;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code partial.deletes}: {@code every 1h}, {@code every 12 partials}, {@code every 1 partial}. */
public final class DeletesText {
    private static final Pattern RUNS = Pattern.compile("every ([1-9][0-9]{0,8}) partials?");

    private DeletesText() {}

    public static DeletesSchedule parse(String text) throws BadValue {
        Matcher runs = RUNS.matcher(text);
        if (runs.matches()) {
            return new DeletesSchedule(DeletesSchedule.FOREVER, Long.parseLong(runs.group(1)));
        }
        if (!text.startsWith("every ")) {
            throw new BadValue("'" + text + "' is neither such as every 1h nor such as every 12 partials");
        }
        return new DeletesSchedule(Units.duration(text.substring("every ".length())), Long.MAX_VALUE);
    }
}
