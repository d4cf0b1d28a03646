package io.dbferry.postgres.copy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.dbferry.fuzz.Foreign;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

class CopyFuzzTest {
    @FuzzTest
    void jsonRows(byte[] bytes) throws Exception {
        Foreign.read(() -> lines(bytes, JsonObjects::copy), JsonObjects.NotObjectsException.class);
    }

    @FuzzTest
    void jsonKeys(byte[] bytes) throws Exception {
        Foreign.read(() -> lines(bytes, JsonObjects::copyValues), JsonObjects.NotObjectsException.class);
    }

    private interface Copy {
        long run(JsonObjects json) throws IOException;
    }

    /** As many lines come out as values are counted, and none of them ends COPY. */
    private static void lines(byte[] bytes, Copy copy) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long values = copy.run(new JsonObjects(new ByteArrayInputStream(bytes), out));
        byte[] text = out.toByteArray();
        long lines = 0;
        for (int i = 0; i < text.length; i++) {
            lines += text[i] == '\n' ? 1 : 0;
            boolean begins = i == 0 || text[i - 1] == '\n';
            if (begins && text[i] == '\\') {
                throw new AssertionError("a line that COPY may take for its end");
            }
        }
        if (lines != values) {
            throw new AssertionError(values + " values are " + lines + " lines");
        }
    }

    /** Lines of one and of two fields, of each type. */
    @FuzzTest
    void binaryRows(byte[] bytes) throws Exception {
        for (BinaryType type : BinaryType.values()) {
            Foreign.read(() -> binary(bytes, List.of(type)), BinaryRows.NotBinaryException.class);
            Foreign.read(() -> binary(bytes, List.of(type, BinaryType.TEXT)), BinaryRows.NotBinaryException.class);
        }
    }

    private static void binary(byte[] bytes, List<BinaryType> types) throws IOException {
        BinaryRows rows = BinaryRows.into(new ByteArrayOutputStream(), types);
        rows.write(bytes, 0, bytes.length);
        rows.end();
    }
}
