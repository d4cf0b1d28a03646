package io.dbferry.stream.format.manifest;

/** A file: length in bytes and SHA-256 in lower-case hexadecimal. */
public record FileEntry(String name, long bytes, String sha256) {
    public FileEntry {
        Manifest.present("name", name);
    }
}
