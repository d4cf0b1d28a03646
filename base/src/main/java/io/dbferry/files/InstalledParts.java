package io.dbferry.files;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The optional parts that are installed: on the class path, or as jars in a folder of their own, from which nothing is
 * loaded before somebody asks for the part.
 *
 * @param folders each has a folder of jars for some parts
 */
public record InstalledParts(List<Path> folders) {
    private static final String FOLDERS = "dbferry.parts";

    public InstalledParts {
        folders = List.copyOf(folders);
    }

    /** What the launcher names; where Java was called by itself, those of the Debian package. */
    public static InstalledParts ofThis() {
        return new InstalledParts(
                Stream.of(System.getProperty(FOLDERS, "/usr/lib/dbferry/parts").split(File.pathSeparator, -1))
                        .map(Path::of)
                        .toList());
    }

    /** The service of that part; empty if the part is not installed. */
    public <T> Optional<T> find(Class<T> service, String part, Predicate<T> wanted) {
        return in(service, service.getClassLoader(), wanted).or(() -> in(service, loader(service, part), wanted));
    }

    /** Where it was looked for, for messages. */
    public String places(String part) {
        return folders.stream().map(folder -> "'" + folder.resolve(part) + "'").collect(Collectors.joining(" or "));
    }

    private static <T> Optional<T> in(Class<T> service, ClassLoader loader, Predicate<T> wanted) {
        return ServiceLoader.load(service, loader).stream()
                .map(ServiceLoader.Provider::get)
                .filter(wanted)
                .findFirst();
    }

    private ClassLoader loader(Class<?> service, String part) {
        List<URL> urls = new ArrayList<>();
        for (Path folder : folders) {
            Path jars = folder.resolve(part);
            if (Files.isDirectory(jars)) {
                try (Stream<Path> files = Files.list(jars)) {
                    files.filter(f -> f.toString().endsWith(".jar")).sorted().forEach(jar -> urls.add(url(jar)));
                } catch (IOException e) {
                    urls.clear(); // as if there were none: the message names the folder
                }
            }
        }
        return new URLClassLoader(urls.toArray(URL[]::new), service.getClassLoader());
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }
}
