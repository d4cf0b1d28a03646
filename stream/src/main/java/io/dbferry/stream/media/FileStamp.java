package io.dbferry.stream.media;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;

/**
 * What changes whenever a file's content does: the inode's change time, which no program can set back, with length
 * and inode. Only a file with the same stamp is taken to have the same hash as before.
 */
public record FileStamp(long bytes, String changed, long inode) {
    public static FileStamp of(Path file) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(file, "unix:size,ctime,ino", LinkOption.NOFOLLOW_LINKS);
        return new FileStamp(
                (Long) known(attributes, "size"),
                ((FileTime) known(attributes, "ctime")).toInstant().toString(),
                (Long) known(attributes, "ino"));
    }

    private static Object known(Map<String, Object> attributes, String name) {
        return Objects.requireNonNull(attributes.get(name));
    }
}
