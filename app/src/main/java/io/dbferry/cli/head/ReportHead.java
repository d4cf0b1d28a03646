package io.dbferry.cli.head;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dbferry.text.Json;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** The head of a command that reports a document, as text or as JSON. */
public abstract class ReportHead extends Head {
    @Option(names = "--json", description = "Print one JSON document with exact numbers.")
    private boolean json;

    @Override
    public boolean isForPrograms() {
        return json;
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
