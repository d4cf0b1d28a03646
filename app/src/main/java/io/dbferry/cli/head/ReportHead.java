package io.dbferry.cli.head;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dbferry.config.Config;
import io.dbferry.failure.DbferryException;
import io.dbferry.jobs.folder.ConfigFolder;
import io.dbferry.jobs.result.RunFailure;
import io.dbferry.text.Json;
import io.dbferry.text.Printable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** The head of a command that reports a document, as text or as JSON. */
public abstract class ReportHead extends Head {
    @Option(names = "--json", description = "Print one JSON document with exact numbers.")
    private boolean json;

    @Override
    public boolean isForPrograms() {
        return json;
    }

    /**
     * What a command comes to for one config.
     *
     * @param print prints the document as text
     * @param after what is done once it is printed
     */
    public record Reported(Object document, int exitCode, Runnable print, Runnable after) {}

    /** Reports on the config that is meant or, for a folder, on each of its configs. Returns the first exit code that is not 0. */
    protected final int reports(Function<Config, Reported> of) {
        Path file = file();
        if (!Files.isDirectory(file)) {
            Reported one = of.apply(config());
            report(one.document(), document -> one.print().run());
            one.after().run();
            return one.exitCode();
        }
        Map<String, Object> documents = new LinkedHashMap<>();
        int exit = 0;
        for (Map.Entry<String, Path> each : ConfigFolder.some(file).entrySet()) {
            Reported one = reported(each.getValue(), of);
            documents.put(each.getKey(), one.document());
            if (!json) {
                output().report((documents.size() == 1 ? "" : "\n") + each.getKey() + ":");
                one.print().run();
            }
            one.after().run();
            exit = exit == 0 ? one.exitCode() : exit;
        }
        if (json) {
            output().report(new String(Json.write(documents), UTF_8));
        }
        return exit;
    }

    /** What fails is that config's alone. */
    private Reported reported(Path file, Function<Config, Reported> of) {
        try {
            return of.apply(components().config(file));
        } catch (DbferryException e) {
            String hint = e.hint() == null ? "" : "\nHINT: " + e.hint();
            return new Reported(
                    RunFailure.of(e),
                    e.failure().exitCode(),
                    () -> output().report(Printable.lines(String.valueOf(e.getMessage()) + hint)),
                    () -> {});
        }
    }

    /** @param print prints the same as text */
    protected final <T> void report(T document, Consumer<T> print) {
        if (json) {
            output().report(new String(Json.write(document), UTF_8));
        } else {
            print.accept(document);
        }
    }
}
