package io.dbferry.notify.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The last lines of a log, few and short enough for a mail. */
public final class LogTail {
    private static final int LINES = 15;
    private static final int BYTES = 16 << 10;
    private static final int LONGEST_LINE = 500;

    private LogTail() {}

    /** Nothing, if there is no log or it cannot be read. */
    public static List<String> of(Optional<Path> log) {
        return log.map(LogTail::of).orElse(List.of());
    }

    private static List<String> of(Path log) {
        try (SeekableByteChannel file = Files.newByteChannel(log)) {
            long start = Math.max(0, file.size() - BYTES);
            file.position(start);
            ByteBuffer bytes = ByteBuffer.allocate(BYTES);
            while (bytes.hasRemaining() && file.read(bytes) >= 0) {}
            List<String> lines = new String(bytes.array(), 0, bytes.position(), UTF_8)
                    .lines()
                    .skip(start == 0 ? 0 : 1) // the first is cut
                    .map(line -> line.substring(0, Math.min(line.length(), LONGEST_LINE)))
                    .toList();
            return lines.subList(Math.max(0, lines.size() - LINES), lines.size());
        } catch (IOException e) {
            return List.of();
        }
    }
}
