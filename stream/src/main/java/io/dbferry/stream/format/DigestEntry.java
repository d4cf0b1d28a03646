package io.dbferry.stream.format;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.dbferry.postgres.catalog.TableName;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What all rows of a table sum up to at the shipment's position: docs/decisions/047.
 *
 * @param columns that lines of COPY text have, in their order
 * @param key whose hash says into which bucket a row belongs; empty where the whole line's does
 * @param checksum the sum of all buckets, as 16 hexadecimal digits
 * @param buckets how many sums of 8 bytes the table has in {@link ShipmentLayout#DIGESTS}, behind those of the tables
 *     before it
 */
public record DigestEntry(
        TableName name, List<String> columns, List<String> key, long rows, String checksum, int buckets) {
    public DigestEntry {
        if (name == null || columns == null || key == null || checksum == null) {
            throw new IllegalArgumentException("a digest has no name, columns, key or checksum");
        }
        columns = List.copyOf(columns);
        key = List.copyOf(key);
    }

    /** What the table's sums take in the file. */
    @JsonIgnore
    public int bytes() {
        return buckets * Long.BYTES;
    }

    public DigestEntry renamed(UnaryOperator<TableName> names) {
        return new DigestEntry(names.apply(name), columns, key, rows, checksum, buckets);
    }
}
