package io.dbferry.cli.head;

/**
 * A command that another module brings, such as {@code demo}: a class with picocli's {@code @Command}, found as a service
 * of this type where that module is on the class path.
 */
public interface AdditionalCommand {}
