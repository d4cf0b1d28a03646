package io.dbferry.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** One step after a load: a program with its arguments (no shell), or an SQL file. */
public sealed interface PostprocessStep {
    /** Which kind of shipment the step follows. */
    enum After {
        COMPLETE,
        PARTIAL,
        ANY
    }

    /**
     * How the step consumes the queue of changed rows.
     *
     * @param name by which the receiver's database knows how far it is
     * @param batch the most rows of one run; 0 for all rows of a shipment
     * @param timeout how long one run may take
     * @param tries after so many failures a batch goes into the dead letter
     * @param backOff the pause after the first failure; it doubles with each, up to an hour
     * @param deadLetters the most batches in the dead letter: when it is full, the step stays where it fails
     */
    record Consumption(
            String name, After after, int batch, Duration timeout, int tries, Duration backOff, int deadLetters) {
        public Consumption {
            if (!Name.isName(name)
                    || batch < 0
                    || timeout.isNegative()
                    || timeout.isZero()
                    || tries < 1
                    || backOff.isNegative()
                    || deadLetters < 0) {
                throw new IllegalArgumentException("no consumption: " + name + ", " + batch + ", " + timeout + ", "
                        + tries + ", " + backOff + ", " + deadLetters);
            }
        }
    }

    Consumption consumption();

    default String name() {
        return consumption().name();
    }

    /** What runs, for messages. */
    String describe();

    record Command(Consumption consumption, List<String> command) implements PostprocessStep {
        public Command {
            command = List.copyOf(command);
            if (command.isEmpty()) {
                throw new IllegalArgumentException("a command without a program");
            }
        }

        @Override
        public String describe() {
            return "'" + String.join(" ", command) + "'";
        }
    }

    record SqlFile(Consumption consumption, Path file) implements PostprocessStep {
        @Override
        public String describe() {
            return "'" + file + "'";
        }
    }
}
