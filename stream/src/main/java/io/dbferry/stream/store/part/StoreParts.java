package io.dbferry.stream.store.part;

import io.dbferry.stream.store.DepotException;
import io.dbferry.stream.store.DepotException.Problem;
import io.dbferry.stream.store.retry.StoreAction;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * The parts that are installed: on the class path, or as jars in a folder of their own, from which nothing is loaded
 * before a depot asks for it.
 *
 * @param folder has a folder of jars for each scheme
 */
public record StoreParts(Path folder) {
    private static final String FOLDER = "dbferry.parts";

    /** What the launcher names; where Java was called by itself, that of the Debian package. */
    public static StoreParts installed() {
        return new StoreParts(Path.of(System.getProperty(FOLDER, "/usr/lib/dbferry/parts")));
    }

    public StorePart find(String scheme, String depot) throws DepotException {
        Path jars = folder.resolve(scheme);
        return in(StorePart.class.getClassLoader(), scheme)
                .or(() -> in(loader(jars), scheme))
                .orElseThrow(() -> StoreAction.open(depot)
                        .because(
                                Problem.ACCESS,
                                "the part of DbFerry for " + scheme + ":// is not installed: no jars in '" + jars + "'",
                                "Install the package dbferry-" + scheme + ", or unpack dbferry-" + scheme
                                        + "-VERSION.tar.gz over the archive: docs/how-to/use-an-object-store.md.",
                                null));
    }

    private static Optional<StorePart> in(ClassLoader loader, String scheme) {
        return ServiceLoader.load(StorePart.class, loader).stream()
                .map(ServiceLoader.Provider::get)
                .filter(part -> part.scheme().equals(scheme))
                .findFirst();
    }

    private static ClassLoader loader(Path jars) {
        List<URL> urls = new ArrayList<>();
        if (Files.isDirectory(jars)) {
            try (Stream<Path> files = Files.list(jars)) {
                for (Path jar : files.filter(f -> f.toString().endsWith(".jar"))
                        .sorted()
                        .toList()) {
                    urls.add(url(jar));
                }
            } catch (IOException e) {
                urls.clear(); // as if there were none: the message names the folder
            }
        }
        return new URLClassLoader(urls.toArray(URL[]::new), StorePart.class.getClassLoader());
    }

    private static URL url(Path jar) throws MalformedURLException {
        return jar.toUri().toURL();
    }
}
