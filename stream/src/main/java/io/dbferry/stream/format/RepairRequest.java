package io.dbferry.stream.format;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.text.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a receiver asks the sender to carry again, in its receipt.
 *
 * @param table hash of its name: receipts of an encrypted stream must not name it
 * @param buckets that the table's keys are divided into
 * @param wanted those whose rows are asked for; empty for the whole table
 */
@JsonInclude(Include.NON_EMPTY)
public record RepairRequest(String table, int buckets, List<Integer> wanted) {
    /** More make the whole table travel. */
    public static final int MOST_BUCKETS = 1000;

    public RepairRequest {
        if (table == null) {
            throw new IllegalArgumentException("a repair names no table");
        }
        wanted = wanted == null ? List.of() : List.copyOf(wanted);
    }

    public static String hash(TableName table) {
        return Hashing.sha256(table.sql().getBytes(StandardCharsets.UTF_8));
    }
}
