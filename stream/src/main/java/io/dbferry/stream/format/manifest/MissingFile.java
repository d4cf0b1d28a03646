package io.dbferry.stream.format.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.dbferry.stream.format.MissingCause;
import org.jspecify.annotations.Nullable;

/** A file that a row names and the sender does not have. */
public record MissingFile(
        int folder,
        String name,
        @JsonInclude(Include.NON_NULL) @Nullable String namedBy,
        MissingCause cause) {
    public MissingFile {
        Manifest.present("name", name);
        Manifest.present("cause", cause);
    }

    /** For people: which file, and what is wrong with it. */
    public String describe() {
        return "media file '" + name + "'" + (namedBy == null ? "" : " named by " + namedBy) + " " + cause.text();
    }
}
