package io.dbferry.sender.work;

import io.dbferry.files.Durability;
import io.dbferry.files.StateFile;
import io.dbferry.postgres.catalog.TableName;
import io.dbferry.text.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The tables in which a dump met a row that cannot be carried. Partials do not try them again: a complete does. */
public record LeftOut(Path folder) {
    /**
     * A table.
     *
     * @param cause what is wrong with the row, a part of a sentence
     */
    public record Entry(TableName table, String cause, String hint) {
        public Entry {
            Objects.requireNonNull(table, "no table");
            Objects.requireNonNull(cause, "no cause");
            Objects.requireNonNull(hint, "no hint");
        }
    }

    private record Entries(List<Entry> tables) {
        private Entries {
            tables = List.copyOf(tables);
        }
    }

    public List<Entry> all() {
        try {
            return file().read().map(Entries::tables).orElse(List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Optional<Entry> of(TableName table) {
        return all().stream().filter(entry -> entry.table().equals(table)).findFirst();
    }

    public void add(Entry entry) throws IOException {
        List<Entry> entries = new ArrayList<>(all());
        entries.add(entry);
        write(entries);
    }

    /** All of them are tried again. */
    public void clear() throws IOException {
        if (!all().isEmpty()) {
            write(List.of());
        }
    }

    private void write(List<Entry> entries) throws IOException {
        file().write(Json.write(new Entries(entries)), Durability.DURABLE);
    }

    private StateFile<Entries> file() {
        return new StateFile<>(
                folder,
                folder.resolve("left-out.json"),
                json -> Json.read(json, Entries.class),
                "the next partial tries to read these tables again");
    }
}
