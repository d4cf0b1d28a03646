package io.dbferry.soak;

import java.nio.file.Path;
import java.util.Random;

/** Empties a folder. */
record FolderLost(String what, Path folder) implements Disaster {
    @Override
    public String strike(Random random) throws Exception {
        FolderCopy.empty(folder);
        return "lost: " + what;
    }
}
