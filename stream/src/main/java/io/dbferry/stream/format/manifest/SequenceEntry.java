package io.dbferry.stream.format.manifest;

/**
 * The state of a sequence that belongs to a column.
 *
 * @param called whether {@code value} has been given out
 */
public record SequenceEntry(String column, long value, boolean called) {}
