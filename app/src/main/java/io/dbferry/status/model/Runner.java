package io.dbferry.status.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Who starts the jobs.
 *
 * @param detail the daemon's process; null if there is none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Runner(By by, @Nullable String detail) {
    /** Who. */
    public enum By {
        @JsonProperty("daemon")
        DAEMON("a daemon"),
        @JsonProperty("cron")
        CRON("cron"),
        /** No daemon runs, and this user's crontab does not name the config. */
        @JsonProperty("nobody")
        NOBODY("nobody");

        private final String word;

        By(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }
}
