package io.dbferry.testing.sftp;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.sftp.common.SftpConstants;
import org.jspecify.annotations.Nullable;

/** What a test's SFTP server does otherwise than it should. Safe for use by several threads. */
public final class SftpFaults {
    /** An answer without content: its code in SFTP, and its text. */
    record Status(int code, String message) {}

    /** A disk as {@code statvfs} describes it. */
    record Disk(long blocks, long free) {
        /** Eleven numbers, of which a client reads the second to the fifth: unit, blocks, free and available ones. */
        Buffer answer(Buffer reply, int id) {
            reply.putByte((byte) SftpConstants.SSH_FXP_EXTENDED_REPLY);
            reply.putInt(id);
            for (long each : new long[] {4096, 1, blocks, free, free, 0, 0, 0, 0, 0, 255}) {
                reply.putLong(each);
            }
            return reply;
        }
    }

    private final Map<String, Status> refusals = new ConcurrentHashMap<>();
    private volatile int most = Integer.MAX_VALUE;
    private volatile String greeting = "";
    private volatile @Nullable Disk disk;

    /** A READ gets no more bytes, however many it asks for. */
    public void giveAtMost(int bytes) {
        most = bytes;
    }

    /** Requests of that name do nothing, and get this answer: 0 is a lie. */
    public void refuse(String request, int code, String message) {
        refusals.put(request, new Status(code, message));
    }

    /** Sessions that begin get a text in place of SFTP. */
    public void greet(String text) {
        greeting = text;
    }

    /** Sessions that begin can ask for the free bytes of a disk, which are these; of no blocks, it is no disk. */
    public void tellFreeBytes(long blocks, long free) {
        disk = new Disk(blocks, free);
    }

    /** All is as it should be again. */
    public void end() {
        refusals.clear();
        most = Integer.MAX_VALUE;
        greeting = "";
        disk = null;
    }

    int most() {
        return most;
    }

    String greeting() {
        return greeting;
    }

    Optional<Status> refusal(String request) {
        return Optional.ofNullable(refusals.get(request));
    }

    Optional<Disk> disk() {
        return Optional.ofNullable(disk);
    }
}
