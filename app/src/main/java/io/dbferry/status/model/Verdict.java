package io.dbferry.status.model;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * All of a status in one sentence.
 *
 * @param since when it began to be so; null for well, and where nobody noted it
 * @param hint what to do
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Verdict(
        Level level,
        String text,
        @Nullable Instant since,
        @Nullable String hint,
        @JsonIgnore int exitCode) {

    /** From best to worst. */
    public enum Level {
        @JsonProperty("well")
        WELL("well"),
        /** Nothing was shipped or applied yet. */
        @JsonProperty("empty")
        EMPTY("empty"),
        /** No run has failed, and changes do not arrive. */
        @JsonProperty("late")
        LATE("late"),
        @JsonProperty("failing")
        FAILING("failing");

        private final String word;

        Level(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }
}
