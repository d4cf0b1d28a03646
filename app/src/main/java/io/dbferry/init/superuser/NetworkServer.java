package io.dbferry.init.superuser;

/** A PostgreSQL server that is reached over the network, where root of this machine is nobody. */
public final class NetworkServer {
    private NetworkServer() {}

    /** The same database as another role, by the URL that a config has. */
    public static String as(String role, String url) {
        return url.replaceFirst("://([^/@]*@)?", "://" + role + "@");
    }
}
