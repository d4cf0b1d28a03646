package io.dbferry.sender.change.log;

import static io.dbferry.sender.Fixtures.table;
import static io.dbferry.sender.change.log.LogMessages.begin;
import static io.dbferry.sender.change.log.LogMessages.change;
import static io.dbferry.sender.change.log.LogMessages.commit;
import static io.dbferry.sender.change.log.LogMessages.relation;
import static io.dbferry.sender.change.log.LogMessages.truncate;
import static io.dbferry.sender.change.log.LogMessages.tuple;
import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.log.Lsn;
import io.dbferry.postgres.log.PgOutputMessage;
import io.dbferry.postgres.log.SnapshotText;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which keys the log's messages bring, by messages as the server sends them. */
class LogKeysTest {
    private static final Table ITEM = table("item", "id bigint", "note text");
    private static final Table OTHER = table("other", "id bigint");

    /** Sees all before 10; 12 was running at the second. */
    private static final SnapshotText BEFORE = SnapshotText.parse("10:10:");

    private static final SnapshotText NOW = SnapshotText.parse("12:20:12");

    private final KeySink sink = new KeySink();
    private final VisibleCommits commits = new VisibleCommits(NOW, Lsn.parse("0/10"), Lsn.parse("0/90"));
    private final LogKeys keys = new LogKeys(Map.of(ITEM.oid(), ITEM), BEFORE, commits, sink);

    @Test
    void insertedUpdatedAndDeletedRowsBringTheirKeys() throws Exception {
        take(begin(11), relation(ITEM, "id", "note"));
        take(change('I', ITEM, tuple('N', "1", "a")));
        take(change('U', ITEM, tuple('N', "2", "b")));
        take(change('U', ITEM, tuple('K', "3", null), tuple('N', "4", "c")));
        take(change('D', ITEM, tuple('K', "5", null)));
        take(commit("0/30"));
        keys.flush();

        assertThat(sink.touched).containsExactly("item[1]", "item[2]", "item[4]", "item[3]", "item[5]");
        assertThat(keys.told()).isTrue();
        assertThat(commits.nothingUnseenBefore()).isEqualTo(Lsn.parse("0/90"));
    }

    @Test
    void onlyTransactionsBetweenTheTwoSnapshotsCount() throws Exception {
        for (int xid : new int[] {9, 12, 21}) {
            take(begin(xid), relation(ITEM, "id"));
            take(change('I', ITEM, tuple('N', String.valueOf(xid), "a")), commit("0/3" + xid % 10));
        }
        keys.flush();

        assertThat(sink.touched).isEmpty();
        assertThat(keys.told()).isFalse();
        assertThat(commits.nothingUnseenBefore())
                .as("9 is seen; 12 must be read again")
                .isEqualTo(Lsn.parse("0/39"));
    }

    @Test
    void keyThatTheLogDoesNotTellIsNoticed() throws Exception {
        take(begin(11), relation(ITEM, "note"));
        take(change('D', ITEM, tuple('K', null, "a")));

        assertThat(keys.withoutKey()).contains(ITEM);
    }

    @Test
    void truncatedTablesTravelAnewAndOthersArePassedOver() throws Exception {
        take(begin(11), relation(OTHER, "id"));
        take(change('I', OTHER, tuple('N', "1")));
        take(truncate(ITEM, OTHER));
        keys.flush();

        assertThat(keys.emptied()).containsExactly(ITEM);
        assertThat(sink.touched).isEmpty();
        assertThat(keys.withoutKey()).isEmpty();
    }

    private void take(byte[]... messages) throws SQLException {
        for (byte[] message : messages) {
            keys.take(PgOutputMessage.read(ByteBuffer.wrap(message)));
        }
    }
}
