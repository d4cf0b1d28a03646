package io.dbferry.config.text;

/** Reads one value from its text, in which {@code ~} and <code>${NAME}</code> have been expanded. */
public interface Parser<T> {
    T parse(String text) throws BadValue;
}
