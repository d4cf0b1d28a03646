package io.dbferry.files;

/** What a power cut may do to a file that was just written. */
public enum Durability {
    /** The new content and its name are on the disk when the write returns. */
    DURABLE,

    /** A power cut may leave the old content, the new one or a damaged file: its reader does without it then. */
    CACHE
}
