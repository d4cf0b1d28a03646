package io.dbferry.config.yaml;

import io.dbferry.config.Name;
import io.dbferry.config.PostprocessStep;
import io.dbferry.config.PostprocessStep.After;
import io.dbferry.config.PostprocessStep.Consumption;
import io.dbferry.config.text.BadValue;
import io.dbferry.config.text.ConfigContext;
import io.dbferry.config.text.Parser;
import io.dbferry.config.text.Units;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the steps under {@code postprocess}. */
final class PostprocessKeys {
    private final ConfigContext surroundings;
    private final Set<String> names = new HashSet<>();

    PostprocessKeys(ConfigContext surroundings) {
        this.surroundings = surroundings;
    }

    List<PostprocessStep> read(List<Section> sections) {
        List<PostprocessStep> steps = new ArrayList<>();
        sections.forEach(section -> step(section).ifPresent(steps::add));
        return steps;
    }

    private Optional<PostprocessStep> step(Section section) {
        Optional<Value> command = section.get("command");
        Optional<Value> sql = section.get("sql");
        if (command.isPresent() == sql.isPresent()) {
            section.bad("must have either command or sql");
            return Optional.empty();
        }
        if (sql.isPresent()) {
            return sql.get().parsed(surroundings::path).flatMap(file -> consumption(section, file)
                    .map(consumption -> new PostprocessStep.SqlFile(consumption, file)));
        }
        if (command.get().isText()) {
            return command.get().bad("must be a list, the program and its arguments: [python, manage.py, transform]");
        }
        List<String> words = section.list("command", text -> text);
        if (words.isEmpty()) {
            return command.get().bad("names no program");
        }
        return consumption(section, Path.of(words.get(0)))
                .map(consumption -> new PostprocessStep.Command(consumption, words));
    }

    /** A step without a name has its file's or program's: what is changed to fix a step does not change its name. */
    private Optional<Consumption> consumption(Section section, Path file) {
        boolean named = section.get("name").isPresent();
        Optional<String> name = named
                ? section.parsed("name", SharedKeys::name)
                : Optional.of(Name.ofHost(String.valueOf(file.getFileName())));
        After after = section.parsed("after", PostprocessKeys::after).orElse(After.ANY);
        int batch = count(section, "batch", 1).orElse(0);
        Duration timeout = section.parsed("timeout", PostprocessKeys::timeout).orElse(Consumption.TIMEOUT);
        int tries = count(section, "tries", 1).orElse(Consumption.TRIES);
        Duration backOff = section.parsed("back-off", Units::duration).orElse(Consumption.BACK_OFF);
        int deadLetters = count(section, "dead-letters", 0).orElse(Consumption.DEAD_LETTERS);
        section.refuseOthers();
        if (name.isPresent() && !names.add(name.get())) {
            section.bad("another step is named '" + name.get() + "' already; give each a name of its own with 'name'");
            return Optional.empty();
        }
        return name.map(n -> new Consumption(n, after, batch, timeout, tries, backOff, deadLetters));
    }

    private static Optional<Integer> count(Section section, String key, int least) {
        Parser<Integer> parser = text -> {
            if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) < least) {
                throw new BadValue("'" + text + "' is not a whole number of at least " + least);
            }
            return Integer.parseInt(text);
        };
        return section.parsed(key, parser);
    }

    private static Duration timeout(String text) throws BadValue {
        Duration timeout = Units.duration(text);
        if (timeout.isZero()) {
            throw new BadValue("'" + text + "' leaves no time");
        }
        return timeout;
    }

    private static After after(String text) throws BadValue {
        return switch (text) {
            case "complete" -> After.COMPLETE;
            case "partial" -> After.PARTIAL;
            case "any" -> After.ANY;
            default -> throw new BadValue("must be complete, partial or any, not '" + text + "'");
        };
    }
}
