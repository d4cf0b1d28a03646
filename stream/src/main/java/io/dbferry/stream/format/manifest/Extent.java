package io.dbferry.stream.format.manifest;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which rows of a table a partial carries, where these are not only changed ones. */
public enum Extent {
    /** All that the table has. */
    @JsonProperty("all")
    ALL,

    /** All that the table has: receivers delete the others. */
    @JsonProperty("replacing")
    REPLACING
}
