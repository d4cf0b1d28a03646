package io.dbferry.cli.head;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version and the commit that the build wrote into the jar. */
public final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {"dbferry " + (version == null ? "unpackaged" : version)};
    }

    /** Nothing where classes do not come from a jar that our build made of a clone. */
    public static Optional<String> commit() {
        URL here = Objects.requireNonNull(Version.class.getResource("Version.class"));
        try {
            return here.openConnection() instanceof JarURLConnection jar
                    ? Optional.ofNullable(jar.getMainAttributes().getValue("Commit"))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The Java machine that runs this. */
    public static String java() {
        return System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + "), "
                + System.getProperty("os.name") + " " + System.getProperty("os.arch");
    }
}
