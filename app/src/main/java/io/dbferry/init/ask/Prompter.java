package io.dbferry.init.ask;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gets answers: those that were given beforehand, else from whoever sits at the terminal, else the defaults. Without a
 * terminal, what is missing or wrong is collected, and told all at once.
 */
public final class Prompter {
    private final Map<String, String> given;
    private final @Nullable Dialog dialog;
    private final Consumer<String> lines;
    private final List<String> problems = new ArrayList<>();
    private final Map<String, String> taken = new LinkedHashMap<>();

    /**
     * @param given answers by flag
     * @param dialog null if nobody can be asked
     * @param lines shows what was found
     */
    public Prompter(Map<String, String> given, @Nullable Dialog dialog, Consumer<String> lines) {
        this.given = new LinkedHashMap<>(given);
        this.dialog = dialog;
        this.lines = lines;
    }

    /** Makes a value of an answer. */
    public interface Reader<T> {
        T read(String answer) throws BadAnswer;
    }

    public void show(String line) {
        lines.accept(line);
    }

    /** Whether somebody can be asked. */
    public boolean isDialog() {
        return dialog != null;
    }

    public boolean isGiven(String flag) {
        return given.containsKey(flag);
    }

    /** Takes answers that were found elsewhere; those that were given before win. */
    public void takeAlso(Map<String, String> answers) {
        answers.forEach(given::putIfAbsent);
    }

    /** The answer; empty only without a terminal, and is then a problem that {@link #refuseIfIncomplete} tells. */
    public <T> Optional<T> ask(Question question, Reader<T> reader) {
        String answer = given.get(question.flag());
        if (answer != null) {
            Optional<T> value = read(question, answer, reader);
            if (value.isPresent() || dialog == null) {
                return value;
            }
        }
        if (dialog != null) {
            return Optional.of(askUntilGood(question, reader, dialog));
        }
        if (question.byDefault() == null) {
            problems.add(question.flag() + ": missing: " + question.text());
            return Optional.empty();
        }
        return read(question, question.byDefault(), reader);
    }

    /** The same without a question: the answer that was given, or the default. */
    public <T> Optional<T> given(Question question, Reader<T> reader) {
        String answer = given.getOrDefault(question.flag(), String.valueOf(question.byDefault()));
        try {
            return Optional.of(taken(question, answer, reader));
        } catch (BadAnswer e) {
            problems.add(question.flag() + ": " + e.cause());
            return Optional.empty();
        }
    }

    private <T> T taken(Question question, String answer, Reader<T> reader) throws BadAnswer {
        T value = reader.read(answer.strip());
        taken.put(question.flag(), answer);
        return value;
    }

    /** The answers by flag, as far as they were good. */
    public Map<String, String> answers() {
        return Map.copyOf(taken);
    }

    private <T> Optional<T> read(Question question, String answer, Reader<T> reader) {
        try {
            return Optional.of(taken(question, answer, reader));
        } catch (BadAnswer e) {
            if (dialog == null) {
                problems.add(question.flag() + ": " + e.cause());
            } else {
                show("  " + e.cause());
            }
            return Optional.empty();
        }
    }

    private <T> T askUntilGood(Question question, Reader<T> reader, Dialog terminal) {
        String byDefault = question.byDefault();
        String prompt = question.text() + (byDefault == null ? "" : " [" + byDefault + "]") + ": ";
        while (true) {
            String typed = terminal.ask(prompt).map(String::strip).orElseThrow(Prompter::ended);
            String answer = typed.isEmpty() && byDefault != null ? byDefault : typed;
            if (answer.isEmpty()) {
                show("  this needs an answer");
                continue;
            }
            Optional<T> value = read(question, answer, reader);
            if (value.isPresent()) {
                return value.get();
            }
        }
    }

    private static DbferryException ended() {
        return new DbferryException(
                Failure.CONFIG,
                "cannot write a config: the input ended before all questions were answered",
                "Nothing was written; run it again, or give the answers as options: --help");
    }

    public boolean yes(Question question) {
        return ask(question, Prompter::yesOrNo).orElse(false);
    }

    public static boolean yesOrNo(String answer) throws BadAnswer {
        return switch (answer.toLowerCase(java.util.Locale.ROOT)) {
            case "yes", "y", "true" -> true;
            case "no", "n", "false" -> false;
            default -> throw new BadAnswer("must be yes or no, not '" + answer + "'");
        };
    }

    /** A secret from the terminal; empty if there is none or nothing was typed. */
    public Optional<String> secret(String prompt) {
        return Optional.ofNullable(dialog).flatMap(d -> d.askSecretly(prompt)).filter(text -> !text.isEmpty());
    }

    /** Throws what is missing or wrong, all at once. */
    public void refuseIfIncomplete() {
        if (!problems.isEmpty()) {
            throw new DbferryException(
                    Failure.CONFIG,
                    "cannot write a config: " + problems.size()
                            + (problems.size() == 1 ? " answer is" : " answers are") + " missing or wrong\n  "
                            + String.join("\n  ", problems),
                    "Give them as options, or run this on a terminal to be asked");
        }
    }
}
