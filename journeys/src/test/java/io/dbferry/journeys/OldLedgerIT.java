package io.dbferry.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.testing.ChildProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A receiver that has run for years: nothing deletes the entries of its ledger. */
class OldLedgerIT {
    private static final int ENTRIES = 100_000;

    @TempDir
    private Path folder;

    private TwoServers servers;

    @BeforeEach
    void twoServers() throws Exception {
        servers = TwoServers.in(folder, 15, 18);
    }

    @Test
    void whatAReceiverDoesTakesNoMoreMemoryWithTheLedgersAge() throws Exception {
        servers.receiverConfig("postprocess: [{after: any, command: [\"true\"]}]");
        servers.onBoth("CREATE TABLE item (id int PRIMARY KEY, note text)");
        servers.onSender("INSERT INTO item VALUES (1, 'first')");
        dump("complete");
        receiver("load");
        age();
        dump("complete");
        receiver("load");
        servers.onSender("INSERT INTO item VALUES (2, 'years later')");
        dump("partial");

        assertThat(receiver("status")).contains("applied   complete 100001 of", "due       1 shipment: partial 100002");
        assertThat(receiver("load"))
                .contains("applied partial 100002: 1 row inserted, 0 updated, 0 deleted, 0 media files\n");
        assertThat(receiver("status")).contains("applied   partial 100002 of", "due       nothing");
        assertThat(receiver("log", "77")).contains("applied");
        assertThat(receiver("prune", "--dry-run")).isNotEmpty();
        assertThat(servers.receiverRows()).isEqualTo(servers.senderRows());
    }

    /** As if partials had come every five minutes, and a complete every day, since the first complete. */
    private void age() throws Exception {
        servers.onReceiver("""
                INSERT INTO dbferry.ledger (stream, sequence, kind, shipment, stream_id, manifest_sha256, source_time,
                    source_position, applied_at, rows_inserted, rows_updated, rows_deleted, media_files, bytes, rows_by_table)
                SELECT stream, i, CASE i %% 288 WHEN 1 THEN 'complete' ELSE 'partial' END,
                    to_char(source_time, 'YYYYMMDD"T"HH24MISS"Z-"') || to_char(i, 'FM000000'), stream_id,
                    manifest_sha256, source_time,
                    jsonb_set(source_position::jsonb, '{snapshot}', to_jsonb((source_position::jsonb ->> 'snapshot')
                        || repeat('4294967296,', 30)))::text,
                    applied_at, 1, 2, 3, 4, 5, '{"public.item": {"inserted": 1}}'
                FROM dbferry.ledger, generate_series(2, %d) i""".formatted(ENTRIES));
        Path state = folder.resolve("sender/work/state.json");
        String json = Files.readString(state);
        String later = json.replaceFirst("\"drawn\" : 1\\b", "\"drawn\" : " + ENTRIES);
        assertThat(later).isNotEqualTo(json);
        Files.writeString(state, later);
    }

    private void dump(String kind) {
        TwoServers.Run dump = servers.sender("dump", kind);
        assertThat(dump.exit()).as(dump.err()).isZero();
    }

    private String receiver(String... command) {
        return ChildProcess.run(new ProcessBuilder(DaemonProcess.words(folder.resolve("receiver.yaml"), command)))
                .succeeded();
    }
}
