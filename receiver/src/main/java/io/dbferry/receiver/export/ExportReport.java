package io.dbferry.receiver.export;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.dbferry.stream.format.Sequence;
import java.util.List;

/**
 * What was written.
 *
 * @param shipment the folder's name of the complete
 * @param bases folders' names of the completes that carry some of its rows
 * @param bytes of the file
 */
public record ExportReport(
        Sequence sequence,
        String shipment,
        long rows,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> bases,
        String file,
        long bytes) {
    public ExportReport {
        bases = List.copyOf(bases);
    }
}
