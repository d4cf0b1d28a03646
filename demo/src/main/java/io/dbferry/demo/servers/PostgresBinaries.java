package io.dbferry.demo.servers;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** PostgreSQL's own programs, unpacked from the class path into a folder. */
public final class PostgresBinaries {
    private static final int OWNER_MAY_EXECUTE = 0100;

    private final Path folder;
    private final boolean root;

    private PostgresBinaries(Path folder, boolean root) {
        this.folder = folder;
        this.root = root;
    }

    /** Unpacks about 60 MB into a folder that does not exist yet. */
    public static PostgresBinaries unpack(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (InputStream resource = archive();
                TarArchiveInputStream tar =
                        new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(resource)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (Thread.interrupted()) {
                    throw new InterruptedIOException("interrupted while unpacking PostgreSQL");
                }
                unpack(tar, entry, folder.resolve(entry.getName()).normalize());
            }
        }
        return new PostgresBinaries(
                folder, Files.getAttribute(folder, "unix:uid").equals(0));
    }

    /**
     * The command line that runs one of the programs. PostgreSQL refuses to run as root, so root runs it in a user
     * namespace of its own, where it is nobody.
     */
    List<String> command(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (root) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(folder.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private static InputStream archive() throws IOException {
        String system = System.getProperty("os.name").startsWith("Mac") ? "Darwin" : "Linux";
        String architecture = System.getProperty("os.arch");
        InputStream archive = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(
                system, architecture.equals("amd64") ? "x86_64" : architecture);
        if (archive == null) {
            throw new DbferryException(
                    Failure.SOURCE_DATABASE,
                    "cannot start the demo's PostgreSQL: this build has none for " + system + " on " + architecture,
                    "Build DbFerry on this machine, or run the demo on Linux or macOS, x86-64 or ARM.");
        }
        return archive;
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path target) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.resolveSibling(""));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, target);
        if ((entry.getMode() & OWNER_MAY_EXECUTE) != 0 && !target.toFile().setExecutable(true)) {
            throw new IOException("cannot make '" + target + "' executable");
        }
    }
}
