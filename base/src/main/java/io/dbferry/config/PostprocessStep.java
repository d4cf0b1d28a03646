package io.dbferry.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One step after a load: a program with its arguments (no shell), or an SQL file. */
public sealed interface PostprocessStep {
    /** What a step finds in its environment. There, two of them are no keys of a config although their names say so. */
    enum Variable {
        SHIPMENT,
        KIND,
        STREAM,
        SEQUENCE,
        DATABASE_URL,
        CONSUMER,
        CHANGES;

        public String word() {
            return "DBFERRY_" + name();
        }
    }

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
     * @param backOff the pause after the first failure; it doubles with each
     * @param longestPause up to this one
     * @param deadLetters the most batches in the dead letter: when it is full, the step stays where it fails
     */
    record Consumption(
            String name,
            After after,
            int batch,
            Duration timeout,
            int tries,
            Duration backOff,
            Duration longestPause,
            int deadLetters) {
        public Consumption {
            if (!Name.isName(name)
                    || batch < 0
                    || timeout.isNegative()
                    || timeout.isZero()
                    || tries < 1
                    || backOff.isNegative()
                    || longestPause.isNegative()
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

    /**
     * Changed rows as messages of a broker. What cannot be published is tried again for good, as all that follows must come
     * behind it.
     *
     * @param bootstrap servers as {@code host:port}, with commas between them
     * @param prefix of all topics
     * @param properties a file of the broker's own settings, some of which may be secret
     */
    record Publish(Consumption consumption, String bootstrap, String prefix, Optional<Path> properties)
            implements PostprocessStep {
        /** Of the consumer, of the config's section and of the part. */
        public static final String KAFKA = "kafka";

        private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
        private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

        public static Publish kafka(String bootstrap, String prefix, Optional<Path> properties) {
            Consumption consumption = new Consumption(
                    KAFKA, After.ANY, 0, Duration.ofDays(1), Integer.MAX_VALUE, FIRST_PAUSE, LONGEST_PAUSE, 0);
            return new Publish(consumption, bootstrap, prefix, properties);
        }

        @Override
        public String describe() {
            return "Kafka at '" + bootstrap + "'";
        }
    }

    record SqlFile(Consumption consumption, Path file) implements PostprocessStep {
        @Override
        public String describe() {
            return "'" + file + "'";
        }
    }
}
