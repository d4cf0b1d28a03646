package io.dbferry.config.policy;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What travels of a column, as the config has it: a word, and behind it what the word needs.
 *
 * @param argument a mask's shape, a constant or an expression; empty for the others
 */
public record ColumnRule(Kind kind, String argument) {
    /** What becomes of the values. */
    public enum Kind {
        /** They travel as they are. */
        KEEP,
        /** The column does not travel. */
        OMIT,
        NULL,
        CONSTANT,
        /** A keyed hash, the same for the same value everywhere. */
        HASH,
        /** Letters and digits are overwritten, the shape stays. */
        MASK,
        /** SQL on the row's own columns. */
        EXPRESSION;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        private boolean takesArgument() {
            return this == CONSTANT || this == MASK || this == EXPRESSION;
        }
    }

    /** What a mask leaves of a text. */
    public enum Shape {
        /** {@code @} and dots. */
        EMAIL,
        /** Blanks, dots, dashes, slashes, brackets and the plus. */
        PHONE,
        /** All but digits. */
        DIGITS;

        static Optional<Shape> of(String word) {
            return Arrays.stream(values())
                    .filter(shape -> shape.name().toLowerCase(Locale.ROOT).equals(word))
                    .findFirst();
        }
    }

    /** All rules, as they are written. */
    public static final String FORMS =
            "keep, omit, null, hash, mask email, mask phone, mask digits, constant VALUE or expression SQL";

    /** The rule of a column that the policy says nothing of, if it is strict. */
    public static final ColumnRule OMIT = new ColumnRule(Kind.OMIT, "");

    public ColumnRule {
        boolean good = kind.takesArgument() || argument.isEmpty();
        if (!good
                || kind == Kind.MASK && Shape.of(argument).isEmpty()
                || kind == Kind.EXPRESSION && argument.isBlank()) {
            throw new IllegalArgumentException("no rule: " + kind + " '" + argument + "'");
        }
    }

    /** Reads a rule as {@link #FORMS} has it; empty if it is none. A constant may be empty. */
    public static Optional<ColumnRule> parse(String text) {
        String[] words = text.strip().split("\\s+", 2);
        String argument = words.length < 2 ? "" : words[1];
        try {
            return Arrays.stream(Kind.values())
                    .filter(kind -> kind.word().equals(words[0]))
                    .findFirst()
                    .map(kind -> new ColumnRule(kind, argument));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The shape of a mask. */
    public Shape shape() {
        return Shape.of(argument).orElseThrow();
    }

    /** The rule without what a constant or an expression is: {@code hash}, {@code mask email}. */
    public String describe() {
        return kind == Kind.MASK ? kind.word() + " " + argument : kind.word();
    }
}
