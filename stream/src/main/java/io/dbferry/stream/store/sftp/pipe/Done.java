package io.dbferry.stream.store.sftp.pipe;

/** The answer of a server that has done what it was asked. */
public enum Done {
    DONE
}
