package io.dbferry.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;

/** The commands that let the user that DbFerry runs as into a folder of this machine. */
final class FolderRights {
    private FolderRights() {}

    static String user() {
        return System.getProperty("user.name");
    }

    /** Makes a folder that is the user's own. */
    static String make(Path folder, String mode) {
        return "As root: install -d -o " + user() + " -m " + mode + " '" + folder + "'";
    }

    /** Lets the user read a folder: by its group, where that may read it. */
    static String read(Path folder) {
        try {
            PosixFileAttributes rights = Files.readAttributes(folder, PosixFileAttributes.class);
            if (rights.permissions().contains(PosixFilePermission.GROUP_READ)
                    && rights.permissions().contains(PosixFilePermission.GROUP_EXECUTE)) {
                return "As root: usermod -aG " + rights.group().getName() + " " + user() + ", and restart DbFerry";
            }
            return "As root: chmod -R g+rX '" + folder + "' && usermod -aG "
                    + rights.group().getName() + " " + user() + ", and restart DbFerry";
        } catch (IOException | UnsupportedOperationException e) {
            return "As root: setfacl -R -m u:" + user() + ":rX '" + folder
                    + "', and the same without -R for the folders above";
        }
    }
}
