package io.dbferry.demo.servers;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** A database of the demo as one role sees it; always on 127.0.0.1. */
public record DemoDatabase(int port, String name, String user, String password) {
    /** Opens a connection in autocommit. */
    public Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("ApplicationName", "dbferry demo");
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + name, properties);
    }

    /** As a config names it, without the password. */
    public String url() {
        return "postgresql://" + user + "@127.0.0.1:" + port + "/" + name;
    }

    public DemoDatabase as(String otherName, String otherUser, String otherPassword) {
        return new DemoDatabase(port, otherName, otherUser, otherPassword);
    }

    @Override
    public String toString() {
        return url();
    }
}
