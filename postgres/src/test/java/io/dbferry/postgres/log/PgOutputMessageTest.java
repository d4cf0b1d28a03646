package io.dbferry.postgres.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dbferry.postgres.log.PgOutputMessage.Begin;
import io.dbferry.postgres.log.PgOutputMessage.Commit;
import io.dbferry.postgres.log.PgOutputMessage.Delete;
import io.dbferry.postgres.log.PgOutputMessage.Insert;
import io.dbferry.postgres.log.PgOutputMessage.Other;
import io.dbferry.postgres.log.PgOutputMessage.Relation;
import io.dbferry.postgres.log.PgOutputMessage.Truncate;
import io.dbferry.postgres.log.PgOutputMessage.Update;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages as PostgreSQL's documentation of the logical replication protocol has them. */
class PgOutputMessageTest {
    private static final String BEGIN = "42 0000000001a2b3c4 0002aabbccddeeff fffffffe";
    private static final String COMMIT = "43 00 0000000001a2b3c4 00000001b2c3d4e5 0002aabbccddeeff";
    private static final String RELATION =
            "52 ffffff01 7000 7400 64 0002 01 696400 00000017 ffffffff 00 c3b100 00000019 00000004";
    private static final String INSERT = "49 00004001 4e 0003 74 00000001 37 6e 75";
    private static final String UPDATE = "55 00004001 4e 0001 74 00000002 c3b1";
    private static final String UPDATE_OF_KEY = "55 00004001 4b 0001 74 00000001 37 4e 0001 74 00000001 38";
    private static final String DELETE = "44 00004001 4b 0001 74 00000000";
    private static final String TRUNCATE = "54 00000002 01 00004001 fffffffe";

    @Test
    void transactionsHaveTheirIdAndTheEndOfTheirCommit() {
        assertThat(read(BEGIN)).isEqualTo(new Begin(-2));
        assertThat(read(COMMIT)).isEqualTo(new Commit(Lsn.parse("1/B2C3D4E5")));
    }

    @Test
    void aRelationTellsItsColumnsAndWhichAreItsIdentity() {
        assertThat(read(RELATION))
                .isEqualTo(new Relation(
                        0xffffff01L, List.of(new Relation.Column("id", true), new Relation.Column("ñ", false))));
    }

    @Test
    void aRowHasTextsAndValuesThatAreNotTold() {
        Insert insert = (Insert) read(INSERT);

        assertThat(insert.relation()).isEqualTo(0x4001);
        assertThat(insert.row().text(0)).contains("7");
        assertThat(insert.row().text(1)).as("null").isEmpty();
        assertThat(insert.row().text(2)).as("large and unchanged").isEmpty();
        assertThat(insert.row().text(3)).as("a column that came later").isEmpty();
        assertThat(insert.row().text(0)).as("asked again").contains("7");
    }

    @Test
    void anUpdateMayTellTheRowBefore() {
        Update plain = (Update) read(UPDATE);
        assertThat(plain.old()).isNull();
        assertThat(plain.row().text(0)).contains("ñ");

        for (String message : List.of(UPDATE_OF_KEY, UPDATE_OF_KEY.replace("4b", "4f"))) {
            Update update = (Update) read(message);
            assertThat(Objects.requireNonNull(update.old()).text(0)).contains("7");
            assertThat(update.row().text(0)).contains("8");
        }
    }

    @Test
    void aDeleteTellsTheRowOrItsKey() {
        for (String message : List.of(DELETE, DELETE.replace("4b", "4f"))) {
            Delete delete = (Delete) read(message);
            assertThat(delete.relation()).isEqualTo(0x4001);
            assertThat(delete.old().text(0)).contains("");
        }
    }

    @Test
    void aTruncateTellsItsTables() {
        assertThat(read(TRUNCATE)).isEqualTo(new Truncate(List.of(0x4001L, 0xfffffffeL)));
    }

    @Test
    void whatNothingHereNeedsIsPassedOver() {
        assertThat(read("4f 0000")).isEqualTo(new Other());
        assertThat(read("59")).isEqualTo(new Other());
        assertThat(read("4d ff")).isEqualTo(new Other());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "53",
                "00",
                "49 00004001 4b 0000",
                "55 00004001 58 0000",
                "44 00004001 4e 0000",
                "49 00004001 4e 0001 62 00000001 37",
                "49 00004001 4e 0001 74 00000002 37",
                "49 00004001 4e 0001 74 ffffffff 37",
                "49 00004001 4e 0001 74 fffffffe 37",
                "49 00004001 4e 0001 74 7fffffff 37",
                "49 00004001 4e ffff",
                "54 7fffffff 00 00004001",
                "52 00004001 7000 74",
            })
    void whatIsNoMessageIsRefused(String message) {
        assertThatThrownBy(() -> read(message)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {BEGIN, COMMIT, RELATION, INSERT, UPDATE, UPDATE_OF_KEY, DELETE, TRUNCATE})
    void aMessageThatIsCutIsRefused(String message) {
        byte[] whole = bytes(message);
        int needed = message.equals(COMMIT) || message.equals(BEGIN) ? whole.length - 8 : whole.length;
        for (int length = 0; length < Math.min(needed, whole.length); length++) {
            ByteBuffer cut = ByteBuffer.wrap(whole, 0, length).slice();
            assertThatThrownBy(() -> PgOutputMessage.read(cut))
                    .as("%s bytes", length)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static PgOutputMessage read(String hex) {
        return PgOutputMessage.read(ByteBuffer.wrap(bytes(hex)));
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
