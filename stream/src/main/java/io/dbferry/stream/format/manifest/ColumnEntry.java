package io.dbferry.stream.format.manifest;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import org.jspecify.annotations.Nullable;

/**
 * A column that rows carry.
 *
 * @param type as {@code format_type} writes it
 * @param notNull true if no row can lack a value, else absent
 * @param number of it in the sender's table: a renamed column keeps it, and no other column of the table ever gets it
 */
@JsonInclude(Include.NON_NULL)
public record ColumnEntry(
        String name, String type, @Nullable Boolean notNull, int number) {
    /** One that may be null, as a receiver may describe it. */
    public ColumnEntry(String name, String type) {
        this(name, type, null, 0);
    }

    @JsonIgnore
    public boolean isNotNull() {
        return Boolean.TRUE.equals(notNull);
    }
}
