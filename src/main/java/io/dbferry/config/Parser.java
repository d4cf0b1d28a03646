package io.dbferry.config;

/** Reads one value from its text, in which {@code ~} and <code>${NAME}</code> have been expanded. */
interface Parser<T> {
    T parse(String text) throws BadValue;
}
