package io.dbferry.stream.store.sftp.pipe;

import java.time.Instant;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.common.SftpConstants;

/**
 * What stands under a name.
 *
 * @param kind a link is {@link Kind#OTHER}
 */
public record Found(Kind kind, long bytes, Instant modified) {
    public enum Kind {
        FILE,
        FOLDER,
        OTHER
    }

    /** A name in a folder. */
    public record Named(String name, Found found) {}

    static Found of(SftpClient.Attributes attributes) {
        return new Found(
                kind(attributes.getPermissions() & SftpConstants.S_IFMT),
                attributes.getFlags().contains(SftpClient.Attribute.Size) ? attributes.getSize() : 0,
                attributes.getFlags().contains(SftpClient.Attribute.ModifyTime)
                        ? attributes.getModifyTime().toInstant()
                        : Instant.EPOCH);
    }

    private static Kind kind(int bits) {
        return switch (bits) {
            case SftpConstants.S_IFREG -> Kind.FILE;
            case SftpConstants.S_IFDIR -> Kind.FOLDER;
            default -> Kind.OTHER;
        };
    }

    public boolean isFile() {
        return kind == Kind.FILE;
    }

    public boolean isFolder() {
        return kind == Kind.FOLDER;
    }
}
