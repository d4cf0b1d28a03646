package io.dbferry.postgres.connect;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * A connection through a pooler that gives us a server process until we close it. What another client left in the
 * process is thrown away when we get it, and what we leave when we give it back: the pooler may be set to do neither.
 */
final class PooledSession implements InvocationHandler {
    /**
     * What DISCARD ALL does, with the two settings that the driver needs put back at once. The driver refuses a
     * session whose reported client_encoding or DateStyle is another one.
     */
    private static final String TAKE_OVER = "CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ALL;"
            + " SET client_encoding = 'UTF8'; SET DateStyle = 'ISO'; DEALLOCATE ALL; UNLISTEN *;"
            + " SELECT pg_catalog.pg_advisory_unlock_all(); DISCARD TEMP; DISCARD SEQUENCES";

    private final Connection connection;

    private PooledSession(Connection connection) {
        this.connection = connection;
    }

    /** Takes over the server process of a connection that has it to itself until it is closed. */
    static Connection of(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(TAKE_OVER);
        }
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, new PooledSession(connection));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        if (method.getName().equals("close") && !connection.isClosed()) {
            giveBack();
        }
        try {
            return method.invoke(connection, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    private void giveBack() {
        try (Statement statement = connection.createStatement()) {
            if (!connection.getAutoCommit()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
            statement.execute("DISCARD ALL");
        } catch (SQLException e) {
            // The server has done it, and the driver dislikes the settings it now reports; or the line broke, and then
            // the pooler throws the process away.
            return;
        }
    }
}
