package io.dbferry.check.finding;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What a check found.
 *
 * @param subject what was looked at, one word: {@code database}, {@code depot}
 * @param hint what to do about it
 * @param exitCode 0 unless it is a failure
 */
public record Finding(
        Level level, String subject, String text, @Nullable String hint, int exitCode) {
    /** How bad it is. */
    public enum Level {
        @JsonProperty("ok")
        OK,
        /** Works, but not as well as it could, or not for all. */
        @JsonProperty("warn")
        WARN,
        @JsonProperty("fail")
        FAIL
    }
}
