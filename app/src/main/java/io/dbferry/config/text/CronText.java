package io.dbferry.config.text;

import io.dbferry.config.time.CronTimes;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A value of {@code schedule}: five fields that crontab and cron-utils understand alike, or never.
 *
 * @param expression with names in upper case, as cron-utils reads no others in a Turkish locale; nothing for never
 */
public record CronText(Optional<String> expression) {
    private static final int FIELDS = 5;
    private static final int DAY_OF_MONTH = 2;
    private static final int DAY_OF_WEEK = 4;

    /** What cron calls them, as of crontab(5). */
    private static final Map<String, String> NAMED = Map.of(
            "@hourly", "0 * * * *",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@weekly", "0 0 * * 0",
            "@monthly", "0 0 1 * *");

    public static CronText parse(String text) throws BadValue {
        if (text.strip().equals("never")) {
            return new CronText(Optional.empty());
        }
        String named = NAMED.getOrDefault(text.strip().toLowerCase(Locale.ROOT), text.strip());
        String[] fields = named.toUpperCase(Locale.ROOT).split("\\s+", -1);
        if (fields.length != FIELDS) {
            throw new BadValue("'" + text + "' is neither never nor the five fields minute, hour, day of month, month,"
                    + " day of week");
        }
        refuseWhatCrontabReadsOtherwise(text, fields);
        // To cron-utils Sunday is 7 alone.
        fields[DAY_OF_WEEK] = fields[DAY_OF_WEEK].replaceAll("\\bSUN-", "0-");
        String expression = String.join(" ", fields);
        try {
            if (CronTimes.of(expression, ZoneOffset.UTC).next(Instant.EPOCH).isEmpty()) {
                throw new BadValue("'" + text + "' never comes: no such month has such a day");
            }
            return new CronText(Optional.of(expression));
        } catch (IllegalArgumentException e) {
            throw new BadValue("'" + text + "' is not a cron expression: " + cause(e));
        }
    }

    private static void refuseWhatCrontabReadsOtherwise(String text, String[] fields) throws BadValue {
        for (String field : fields) {
            if (field.matches("(.*,)?\\w+/.*")) {
                throw new BadValue("'" + text + "' is not a cron expression: a step needs a range or '*' before it, not"
                        + " as in '" + field + "'");
            }
        }
        String day = fields[DAY_OF_MONTH];
        String weekday = fields[DAY_OF_WEEK];
        boolean both = !day.equals("*") && !weekday.equals("*");
        if (both && (day.startsWith("*") || weekday.startsWith("*"))) {
            throw new BadValue(
                    "'" + text + "' is read differently by different programs: with a day of month and a day of"
                            + " week, neither may start with '*'");
        }
    }

    /** The texts of cron-utils are sentences, some with the field's text twice. */
    private static String cause(IllegalArgumentException e) {
        String text = String.valueOf(e.getMessage())
                .replace("Failed to parse cron expression. ", "")
                .replaceFirst(
                        "Invalid chars in expression! Expression: (.*) Invalid chars: .*", "no field may be '$1'");
        return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }
}
