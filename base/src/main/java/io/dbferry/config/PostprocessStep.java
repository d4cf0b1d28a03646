package io.dbferry.config;

import java.nio.file.Path;
import java.util.List;

/** One step after a load: a program with its arguments (no shell), or an SQL file. */
public sealed interface PostprocessStep {
    /** Which kind of shipment the step follows. */
    enum After {
        COMPLETE,
        PARTIAL,
        ANY
    }

    After after();

    record Command(After after, List<String> command) implements PostprocessStep {
        public Command {
            command = List.copyOf(command);
            if (command.isEmpty()) {
                throw new IllegalArgumentException("a command without a program");
            }
        }
    }

    record SqlFile(After after, Path file) implements PostprocessStep {}
}
