package io.dbferry.status.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What could not be read, or needs a look.
 *
 * @param exitCode of a run that meets it; 0 for a warning
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(Part part, String text, @Nullable String hint, int exitCode) {
    /** What it is a problem of. */
    public enum Part {
        @JsonProperty("work")
        WORK,
        @JsonProperty("depot")
        DEPOT,
        @JsonProperty("database")
        DATABASE,
        @JsonProperty("runner")
        RUNNER
    }

    public static Problem warning(Part part, String text, @Nullable String hint) {
        return new Problem(part, text, hint, 0);
    }
}
