package io.dbferry.sender.change;

import io.dbferry.postgres.catalog.Table;
import io.dbferry.stream.format.Position;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;

/** Notes what it is told. */
public final class TestSink implements ChangeSink {
    private final List<String> told = new ArrayList<>();

    public List<String> told() {
        return told;
    }

    @Override
    public Connection connection() {
        throw new UnsupportedOperationException("no test here has one");
    }

    @Override
    public String notSeenBy(String alias, Position since) {
        return alias + " is new";
    }

    @Override
    public void changed(Table table, String condition) {
        told.add(table.name() + " changed where " + condition);
    }

    @Override
    public void touched(Table table, Iterable<List<String>> keys) {
        keys.forEach(key -> told.add(table.name() + " touched " + key));
    }

    @Override
    public void gone(Table table, Iterable<List<String>> keys) {
        keys.forEach(key -> told.add(table.name() + " gone " + key));
    }

    @Override
    public void anew(Table table) {
        told.add(table.name() + " anew");
    }
}
