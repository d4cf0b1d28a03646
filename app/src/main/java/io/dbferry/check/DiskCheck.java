package io.dbferry.check;

import io.dbferry.check.finding.Findings;
import io.dbferry.failure.Failure;
import io.dbferry.files.PrivateFile;
import io.dbferry.text.ByteCount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether folders of this machine are there and may be written. */
final class DiskCheck {
    private static final String WORK = "work";
    private static final String MEDIA = "media";

    private final Findings findings;

    DiskCheck(Findings findings) {
        this.findings = findings;
    }

    /** The work folder, made if it is missing, and the space there. */
    void work(Path folder, long keepFree) {
        try {
            PrivateFile.folder(folder);
            tryToWrite(folder);
            long free = Files.getFileStore(folder).getUsableSpace();
            if (free < keepFree) {
                findings.fail(
                        WORK,
                        Failure.DISK_SPACE,
                        "cannot build a shipment in '" + folder + "': " + ByteCount.of(free) + " are free, "
                                + ByteCount.of(keepFree) + " are to stay free",
                        "Free " + ByteCount.of(keepFree - free) + " there, or lower keep.free-space");
            } else {
                findings.ok(WORK, folder + " is writable, " + ByteCount.of(free) + " free");
            }
        } catch (IOException e) {
            findings.fail(
                    WORK,
                    Failure.CONFIG,
                    "cannot write to work folder '" + folder + "': " + cause(e),
                    FolderRights.make(folder, "700") + ", or name another with work");
        }
    }

    /** A receiver's media folder. */
    void writableMedia(Path folder) {
        if (!readable(folder)) {
            return;
        }
        try {
            tryToWrite(folder);
            findings.ok(MEDIA, folder + " is writable");
        } catch (IOException e) {
            findings.fail(
                    MEDIA,
                    Failure.CONFIG,
                    "cannot write to media folder '" + folder + "': " + cause(e),
                    "As root: chown " + FolderRights.user() + " '" + folder + "'");
        }
    }

    /** Whether a media folder is there and can be read; a finding if not. */
    boolean readable(Path folder) {
        if (!Files.isDirectory(folder)) {
            findings.fail(
                    MEDIA,
                    Failure.CONFIG,
                    "cannot read media folder '" + folder + "': it does not exist",
                    FolderRights.make(folder, "755") + ", or name another with media.folder");
            return false;
        }
        if (!Files.isReadable(folder) || !Files.isExecutable(folder)) {
            findings.fail(
                    MEDIA,
                    Failure.CONFIG,
                    "cannot read media folder '" + folder + "': permission denied",
                    FolderRights.read(folder));
            return false;
        }
        return true;
    }

    private static void tryToWrite(Path folder) throws IOException {
        Files.delete(Files.createTempFile(folder, ".dbferry-check-", ""));
    }

    private static String cause(IOException e) {
        return e instanceof java.nio.file.AccessDeniedException ? "permission denied" : String.valueOf(e.getMessage());
    }
}
