package io.dbferry.init.ask;

import java.util.Optional;

/** A terminal with somebody in front of it. */
public interface Dialog {
    /** What was typed after the prompt; empty at the end of input. */
    Optional<String> ask(String prompt);

    /** The same, and what is typed is not shown. */
    Optional<String> askSecretly(String prompt);
}
