package io.dbferry.django;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A line such as {@code from .local import *}.
 *
 * @param line from 1
 * @param module as it is written, a dot for each folder that it goes up
 */
public record StarImport(int line, String module) {
    /** The module's file, which is not opened: beside the importing one, or for a full name below a folder above it. */
    public Optional<Path> file(Path importing) {
        String name = module.replaceFirst("^\\.+", "");
        int dots = module.length() - name.length();
        Path folder = importing.toAbsolutePath().normalize().getParent();
        Stream<Path> starts = Stream.iterate(folder, up -> up != null, Path::getParent);
        return (dots == 0 ? starts : starts.skip(dots - 1L).limit(1))
                .map(start -> start.resolve(name.replace('.', '/')))
                .flatMap(
                        path -> Stream.of(path.resolveSibling(path.getFileName() + ".py"), path.resolve("__init__.py")))
                .filter(Files::isRegularFile)
                .findFirst();
    }
}
