package io.dbferry.check;

import io.dbferry.check.finding.Findings;
import io.dbferry.config.SenderMedia;
import io.dbferry.stream.format.MissingCause;
import io.dbferry.stream.media.MediaFolder;
import io.dbferry.stream.media.MediaFolder.Listed;
import io.dbferry.text.Count;
import java.io.IOException;
import java.util.stream.Stream;

/** Which files of a media folder no shipment could carry. */
final class MediaFilesCheck {
    /** So many are named; more are counted. */
    private static final int NAMED = 5;

    private MediaFilesCheck() {}

    static void run(SenderMedia media, Findings findings) throws IOException {
        MediaFolder folder = new MediaFolder(0, media.folder(), media.files());
        long count = 0;
        try (Stream<Listed> all = folder.listed()) {
            for (Listed file :
                    (Iterable<Listed>) all.filter(each -> each.trouble().isPresent())::iterator) {
                if (++count <= NAMED) {
                    findings.warn(
                            "media",
                            file.missing(folder).describe() + ", in '" + media.folder() + "'",
                            hint(file.trouble().orElse(MissingCause.ABSENT)));
                }
            }
        }
        if (count > NAMED) {
            findings.warn(
                    "media",
                    Count.of(count - NAMED, "more file") + " in '" + media.folder() + "' cannot be carried",
                    "The next dump complete names them in its manifest and in status");
        }
    }

    private static String hint(MissingCause cause) {
        return switch (cause) {
            case UNREADABLE -> "Give " + FolderRights.user() + " the right to read it, or name a folder without it";
            case LINK -> "Put the file itself there, or name the folder that it leads to with media.folder";
            case NAME -> "Rename it so that its name is UTF-8, as convmv does";
            case ABSENT, SPECIAL, CHANGED ->
                "Move it out of the folder, or name files by media.files that do not match it";
        };
    }
}
