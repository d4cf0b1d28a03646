package io.dbferry.cli.init;

import io.dbferry.init.ask.Dialog;
import java.io.Console;
import java.util.Optional;

/** The terminal of this process. */
record TerminalDialog(Console console) implements Dialog {
    @Override
    public Optional<String> ask(String prompt) {
        return Optional.ofNullable(console.readLine("%s", prompt));
    }

    @Override
    public Optional<String> askSecretly(String prompt) {
        return Optional.ofNullable(console.readPassword("%s", prompt)).map(String::new);
    }
}
