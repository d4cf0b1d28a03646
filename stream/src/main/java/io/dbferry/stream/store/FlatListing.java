package io.dbferry.stream.store;

import java.io.IOException;
import java.util.Set;

/** What a store can do whose folders are parts of names. */
@FunctionalInterface
public interface FlatListing {
    /** The names of the folders in a folder that hold a file of that name: one question for some hundred of them. */
    Set<String> foldersWith(String folder, String file) throws IOException;
}
