package io.dbferry.stream.store.s3;

import org.jspecify.annotations.Nullable;

/**
 * What an object must be before it is written.
 *
 * @param noneMatch {@code *}: there must be none
 * @param match the tag that it must have
 */
record S3Condition(@Nullable String noneMatch, @Nullable String match) {
    static final S3Condition NONE = new S3Condition(null, null);
    static final S3Condition ABSENT = new S3Condition("*", null);

    static S3Condition same(String tag) {
        return new S3Condition(null, tag);
    }

    /** The same for a server that compares a tag with its quotation marks to its own without. */
    S3Condition unquoted() {
        return new S3Condition(noneMatch, match == null ? null : match.replace("\"", ""));
    }
}
