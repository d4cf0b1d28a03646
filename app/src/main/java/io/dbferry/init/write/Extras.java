package io.dbferry.init.write;

import io.dbferry.config.key.Key;
import java.util.List;
import java.util.Optional;

/**
 * What a config has only if it was asked for: other times than the defaults, and mail.
 *
 * @param mail lines of {@code notify}; none without
 */
public record Extras(Optional<String> complete, Optional<String> partial, List<String> mail) {
    static String times(Key<?> key, Optional<String> times) {
        return times.map(fields -> "  " + key.path().replaceFirst(".*\\.", "") + ": " + Yaml.text(fields))
                .orElseGet(() -> Yaml.standard(key));
    }

    /**
     * @param to addresses with commas between
     * @param smtp {@code security://host:port}; without a port that of the security
     * @param passwordFile where the login's password is to be
     */
    public static List<String> mailLines(
            String to, String from, String smtp, Optional<String> user, String passwordFile) {
        String[] parts = smtp.split("://", 2);
        String host = parts[1].replaceFirst(":[0-9]+$", "");
        String port = parts[1].length() == host.length() ? "" : ", port: " + parts[1].substring(host.length() + 1);
        String login = user.map(name -> ", user: " + Yaml.text(name) + ", password-file: " + Yaml.text(passwordFile))
                .orElse("");
        // Until its password is there, the config would be wrong.
        String off = user.isPresent() ? "# " : "";
        String head = user.isPresent()
                ? "# Mail about failures. Put the password of '" + user.get() + "' into '" + passwordFile
                        + "', mode 600, of the user that DbFerry runs as, and remove the # below."
                : "# Mail about failures.";
        return List.of(
                head,
                off + "notify:",
                off + "  mail:",
                off + "    to: " + Yaml.list(List.of(to.split(","))),
                off + "    from: " + Yaml.text(from),
                off + "    smtp: {host: " + Yaml.text(host) + port + ", security: " + parts[0] + login + "}");
    }
}
