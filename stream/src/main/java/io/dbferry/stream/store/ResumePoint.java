package io.dbferry.stream.store;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.slf4j.LoggerFactory;

/**
 * Where an upload that broke can go on. What stands there counts if it is not longer than the file and its last
 * {@value #COMPARED_BYTES} bytes are the file's own: docs/decisions/010-resume-after-comparing-the-end.md says why
 * that is enough.
 */
public final class ResumePoint {
    /** Twice what an upload over SFTP has unanswered on its way: 32 writes of 32 kB. */
    public static final int COMPARED_BYTES = 2 << 20;

    private ResumePoint() {}

    /** How many bytes need not be sent again; 0 if nothing is there, or something else. */
    public static long find(Store store, String file, Content content) throws IOException {
        long there = store.find(file)
                .filter(entry -> !entry.folder())
                .map(Store.Entry::bytes)
                .orElse(0L);
        return find(store, file, there, content);
    }

    /** The same of a file that is known to have {@code there} bytes. */
    public static long find(Store store, String file, long there, Content content) throws IOException {
        if (there == 0 || there > content.length()) {
            return 0;
        }
        long compared = Math.min(there, COMPARED_BYTES);
        try (InputStream theirs = store.get(file, there - compared);
                InputStream ours = content.from(there - compared)) {
            byte[] end = theirs.readNBytes((int) compared);
            if (!Arrays.equals(end, ours.readNBytes((int) compared))) {
                return 0;
            }
            LoggerFactory.getLogger(ResumePoint.class)
                    .atInfo()
                    .addKeyValue("event", "resumed")
                    .addKeyValue("bytes", there)
                    .log("upload of '{}' resumes after the first {} bytes", file, there);
            return there;
        }
    }
}
