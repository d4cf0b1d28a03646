package io.dbferry.config.watch;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Mails, and the server that takes them.
 *
 * @param user logs in, with the password in the first line of {@code passwordFile}; neither without the other
 * @param caFile PEM certificates that are trusted instead of the machine's own
 */
public record MailConfig(
        List<String> to,
        String from,
        String host,
        int port,
        Security security,
        Optional<String> user,
        Optional<Path> passwordFile,
        Optional<Path> caFile) {
    public MailConfig {
        to = List.copyOf(to);
    }

    /** How the way to the server is kept from others. */
    public enum Security {
        /** Begins plainly, and goes on encrypted or not at all (RFC 3207). */
        STARTTLS(587),
        /** Encrypted from the first byte (RFC 8314). */
        TLS(465),
        /** Not at all. */
        NONE(25);

        private final int port;

        Security(int port) {
            this.port = port;
        }

        public int port() {
            return port;
        }
    }
}
