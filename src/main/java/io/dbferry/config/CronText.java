package io.dbferry.config;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.parser.CronParser;
import java.util.Locale;

/** Checks the expressions of {@code schedule} as crontab understands them: five fields. */
final class CronText {
    private static final int FIELDS = 5;

    private CronText() {}

    /** Returns it with names of days and months in upper case: cron-utils reads no others in a Turkish locale. */
    static String parse(String text) throws BadValue {
        if (text.strip().split("\\s+").length != FIELDS) {
            throw new BadValue("'" + text + "' is not the five fields minute, hour, day of month, month, day of week");
        }
        String expression = text.strip().toUpperCase(Locale.ROOT);
        try {
            new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX))
                    .parse(expression)
                    .validate();
            return expression;
        } catch (IllegalArgumentException e) {
            throw new BadValue("'" + text + "' is not a cron expression: " + cause(e));
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
