package io.dbferry.postgres.catalog;

import java.util.List;

/**
 * A type that the database's users made, as far as values depend on it.
 *
 * @param name as {@code format_type} writes it
 * @param parts an enum's values in their order; a composite type's fields with their types; a domain's or a range's
 *     base type
 */
public record TypeDefinition(String name, Kind kind, List<String> parts) {
    /** What kind of type it is. */
    public enum Kind {
        ENUM,
        COMPOSITE,
        DOMAIN,
        RANGE
    }

    public TypeDefinition {
        parts = List.copyOf(parts);
    }

    /** Whether every value of the other type can be one of this, and means the same. */
    public boolean takesAllOf(TypeDefinition other) {
        return kind == other.kind && (kind == Kind.ENUM ? parts.containsAll(other.parts) : parts.equals(other.parts));
    }
}
