package io.dbferry.init.step;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.text.Count;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Does steps one after the other, each verified, and takes them back. */
public final class StepRunner {
    private static final int QUOTED_LINES = 5;

    private final Programs programs;
    private final Journal journal;
    private final Consumer<String> lines;
    private final String command;

    /** @param command how init was started, for hints */
    public StepRunner(Programs programs, Journal journal, Consumer<String> lines, String command) {
        this.programs = programs;
        this.journal = journal;
        this.lines = lines;
        this.command = command;
    }

    /** Those whose checks do not hold yet. */
    public List<Step> open(List<Step> steps) {
        return steps.stream().filter(step -> !step.isDone(programs)).toList();
    }

    /**
     * Does them in their order, but for those that are done; stops at the first that fails.
     *
     * @throws DbferryException with what was done, what was not, and how to go on or back
     */
    public void run(List<Step> steps) throws IOException {
        List<String> done = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            if (step.isDone(programs)) {
                lines.accept("  already so: " + step.title());
                continue;
            }
            journal.begin(step);
            String failure = failure(step);
            if (!failure.isEmpty()) {
                throw stopped(step, failure, done, steps.subList(i + 1, steps.size()));
            }
            done.add(step.title());
            lines.accept("  done: " + step.title());
        }
    }

    /** Empty if it went well. */
    private String failure(Step step) {
        for (ShellCommand each : step.commands()) {
            Programs.Result result = programs.run(each);
            if (result.exit() != 0) {
                return each.words().get(0) + " ended with " + result.exit() + quoted(result) + "\n  in: " + each.line();
            }
        }
        for (Check check : step.checks()) {
            if (!check.holds(programs)) {
                String expected =
                        check.lines().isEmpty() ? "" : ", which must print " + String.join(", ", check.lines());
                String what = step.commands().isEmpty() ? "this fails: " : "it was done, but does not show in: ";
                return what + check.command().line() + expected;
            }
        }
        return "";
    }

    private static String quoted(Programs.Result result) {
        String text = result.err().isBlank() ? result.out() : result.err();
        return text.isBlank()
                ? ""
                : ": " + text.strip().lines().limit(QUOTED_LINES).collect(Collectors.joining("\n  "));
    }

    private DbferryException stopped(Step step, String failure, List<String> done, List<Step> rest) {
        String notDone = rest.isEmpty()
                ? ""
                : "\nnot done: " + step.title() + ", "
                        + rest.stream().map(Step::title).collect(Collectors.joining(", "));
        return new DbferryException(
                Failure.CONFIG,
                "cannot " + step.title() + ": " + failure + (done.isEmpty() ? "" : "\ndone: " + String.join(", ", done))
                        + notDone,
                step.hint() + ". Then run '" + command + " --apply' again, which continues here; '" + command
                        + " --undo' undoes it");
    }

    /**
     * Takes back all that the journal has, the last step first; what cannot be taken back stays in the journal.
     *
     * @throws DbferryException with what is left
     */
    public void undo() throws IOException {
        List<Journal.Entry> entries = new ArrayList<>(journal.done());
        Collections.reverse(entries);
        takeBack(entries);
    }

    /** The same of these steps alone, if they are in the journal. */
    public void undoOnly(List<Step> steps) throws IOException {
        List<String> titles = steps.stream().map(Step::title).toList();
        List<Journal.Entry> entries = new ArrayList<>(journal.done());
        entries.removeIf(entry -> !titles.contains(entry.title()));
        Collections.reverse(entries);
        takeBack(entries);
    }

    private void takeBack(List<Journal.Entry> entries) throws IOException {
        List<String> left = new ArrayList<>();
        for (Journal.Entry entry : entries) {
            String failure = undone(entry);
            if (failure.isEmpty()) {
                journal.forget(entry);
                lines.accept((entry.undo().isEmpty() ? "  stays: " : "  undone: ") + entry.title());
            } else {
                left.add(entry.title() + ": " + failure);
            }
        }
        if (!left.isEmpty()) {
            throw new DbferryException(
                    Failure.CONFIG,
                    "cannot undo " + Count.of(left.size(), "step") + "\n  " + String.join("\n  ", left),
                    "Remove the causes, and run '" + command + " --undo' again");
        }
    }

    private String undone(Journal.Entry entry) {
        for (ShellCommand each : entry.undo()) {
            Programs.Result result = programs.run(each);
            if (result.exit() != 0) {
                return each.line() + quoted(result);
            }
        }
        return "";
    }
}
