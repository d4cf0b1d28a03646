package io.dbferry.config.text;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a value's text is read against.
 *
 * @param folder where relative paths start: the config file's
 */
public record ConfigContext(Map<String, String> environment, Path home, Path folder) {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

    public ConfigContext {
        environment = Map.copyOf(environment);
    }

    /** Expands a leading {@code ~/} and every <code>${NAME}</code>; what a variable holds is not expanded again. */
    public String expanded(String text) throws BadValue {
        StringBuilder expanded = new StringBuilder();
        String rest = text;
        if (text.equals("~") || text.startsWith("~/")) {
            expanded.append(home);
            rest = text.substring(1);
        }
        Matcher variable = VARIABLE.matcher(rest);
        while (variable.find()) {
            String value = environment.get(variable.group(1));
            if (value == null) {
                throw new BadValue("the environment variable " + variable.group(1) + " is not set");
            }
            variable.appendReplacement(expanded, Matcher.quoteReplacement(value));
        }
        return variable.appendTail(expanded).toString();
    }

    public Path path(String text) throws BadValue {
        try {
            return folder.resolve(text).normalize();
        } catch (InvalidPathException e) {
            throw new BadValue("'" + text + "' is not a path");
        }
    }
}
