package io.dbferry.sender.change.log;

import io.dbferry.postgres.catalog.Table;
import io.dbferry.sender.change.RefusingSink;
import java.util.ArrayList;
import java.util.List;

/** Takes what the log tells; nothing else is asked of it. */
final class KeySink extends RefusingSink {
    final List<String> touched = new ArrayList<>();
    final List<String> anew = new ArrayList<>();

    @Override
    public void touched(Table table, Iterable<List<String>> keys) {
        keys.forEach(key -> touched.add(table.name() + key.toString()));
    }

    /** Partitions of a table: there is one, of the next oid. */
    @Override
    public List<String> column(String query) {
        String oid = query.replaceFirst(".*\\((\\d+)::oid\\)", "$1");
        return List.of(String.valueOf(Long.parseLong(oid) + 1));
    }

    @Override
    public void anew(Table table) {
        anew.add(table.name().toString());
    }
}
