package io.dbferry.postgres.log;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.dbferry.fuzz.Foreign;
import java.nio.ByteBuffer;
import java.util.List;

class LogFuzzTest {
    @FuzzTest
    void pgoutput(byte[] bytes) throws Exception {
        Foreign.read(() -> tuples(PgOutputMessage.read(ByteBuffer.wrap(bytes))), IllegalArgumentException.class);
    }

    private static void tuples(PgOutputMessage message) {
        List<Tuple> tuples = List.of();
        if (message instanceof PgOutputMessage.Insert insert) {
            tuples = List.of(insert.row());
        } else if (message instanceof PgOutputMessage.Update update) {
            tuples = update.old() == null ? List.of(update.row()) : List.of(update.old(), update.row());
        } else if (message instanceof PgOutputMessage.Delete delete) {
            tuples = List.of(delete.old());
        }
        for (Tuple tuple : tuples) {
            for (int column = 0; column < 8; column++) {
                tuple.text(column);
            }
        }
    }

    @FuzzTest
    void binaryCopy(byte[] bytes) throws Exception {
        Foreign.read(
                () -> BinaryCopy.readChunk(
                        bytes, bytes.length > 0 && bytes[0] == 'P', value -> value.get(new byte[value.remaining()])),
                IllegalArgumentException.class);
    }
}
