package io.dbferry.metrics;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a port shows: one config, or the configs of a folder. */
public interface Served {
    /** Empty for a path that it does not have; called on the one thread that answers everybody. */
    Optional<Page> get(String path, Instant now) throws IOException;

    /** Names beside 127.0.0.1 and localhost that browsers may know this machine by. */
    List<String> hosts();

    /**
     * An answer.
     *
     * @param code as of HTTP; 503 also if there is nothing to show yet
     * @param policy as of {@code Content-Security-Policy}; the strictest if it is empty
     */
    record Page(int code, String type, String policy, byte[] content) {
        static Page metrics(byte[] text) {
            return new Page(200, "text/plain; version=0.0.4; charset=utf-8", "", text);
        }

        /** @param problems none if all is well */
        static Page health(List<String> problems) {
            String text = problems.isEmpty() ? "ok" : String.join("\n", problems);
            return new Page(
                    problems.isEmpty() ? 200 : 503,
                    "text/plain; charset=utf-8",
                    "",
                    (text + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
    }
}
