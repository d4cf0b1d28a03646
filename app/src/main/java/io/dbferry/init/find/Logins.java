package io.dbferry.init.find;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Accounts of this machine that somebody logs in with, which a sender must not get. */
public final class Logins {
    private final Path accounts;

    /** @param accounts as {@code /etc/passwd} */
    public Logins(Path accounts) {
        this.accounts = accounts;
    }

    /** The name, or another one if a login has it: the account of a depot sees nothing but that. */
    public String spare(String name) {
        return has(name) ? name + "-depot" : name;
    }

    private boolean has(String name) {
        try (Stream<String> lines = Files.lines(accounts, java.nio.charset.StandardCharsets.ISO_8859_1)) {
            return lines.map(line -> line.split(":", -1))
                    .anyMatch(fields -> fields[0].equals(name)
                            && fields.length > 6
                            && !fields[6].endsWith("/nologin")
                            && !fields[6].endsWith("/false"));
        } catch (IOException | java.io.UncheckedIOException e) {
            return false; // not every system has it
        }
    }
}
