package io.dbferry.sender.change;

import io.dbferry.postgres.catalog.Table;
import io.dbferry.postgres.connect.Database;
import io.dbferry.stream.format.Position;
import java.sql.Connection;
import java.util.List;

/** Refuses all that a test does not expect; a test overrides the rest. */
public abstract class RefusingSink implements ChangeSink {
    @Override
    public Connection connection() {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<String> column(String query) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Database database() {
        throw new UnsupportedOperationException();
    }

    @Override
    public String notSeenBy(String alias, Position since) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void changed(Table table, String condition) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void touched(Table table, Iterable<List<String>> keys) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void gone(Table table, Iterable<List<String>> keys) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void anew(Table table) {
        throw new UnsupportedOperationException();
    }
}
