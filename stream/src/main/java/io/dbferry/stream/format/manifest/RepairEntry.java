package io.dbferry.stream.format.manifest;

import java.util.List;

/**
 * Buckets of a table's keys of which a partial carries all rows: a receiver deletes its other rows in them.
 *
 * @param buckets that the keys are divided into
 * @param sums of the buckets' rows, in the order of {@code wanted}, as 16 hexadecimal digits
 */
public record RepairEntry(int buckets, List<Integer> wanted, List<String> sums) {
    public RepairEntry {
        Manifest.present("wanted", wanted);
        Manifest.present("sums", sums);
        wanted = List.copyOf(wanted);
        sums = List.copyOf(sums);
    }
}
