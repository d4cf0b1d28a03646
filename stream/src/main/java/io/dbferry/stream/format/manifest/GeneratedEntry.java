package io.dbferry.stream.format.manifest;

/** A column that the sender's database computes, the type and the expression as PostgreSQL writes them. */
public record GeneratedEntry(String name, String type, String expression) {
    public GeneratedEntry {
        Manifest.present("name", name);
        Manifest.present("type", type);
        Manifest.present("expression", expression);
    }
}
