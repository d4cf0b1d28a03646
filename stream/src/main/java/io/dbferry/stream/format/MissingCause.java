package io.dbferry.stream.format;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Why a shipment does not carry a file of the sender's media. The next shipments look for it again. */
public enum MissingCause {
    @JsonProperty("absent")
    ABSENT("is not in its folder; it will be shipped when it is there"),

    /** A file, or a folder of which nothing is known then. */
    @JsonProperty("unreadable")
    UNREADABLE("cannot be read; it will be shipped when it can"),

    @JsonProperty("link")
    LINK("is a symbolic link, and links are not followed"),

    @JsonProperty("special")
    SPECIAL("is a pipe, a socket or a device, not a file"),

    /** Java cannot open a file by such a name on another machine, and JSON cannot hold it. */
    @JsonProperty("name")
    NAME("has a name that is not UTF-8; it will be shipped when it is renamed"),

    @JsonProperty("changed")
    CHANGED("changed while it was read; the next shipment carries it again");

    private final String text;

    MissingCause(String text) {
        this.text = text;
    }

    /** After the file's name. */
    public String text() {
        return text;
    }
}
