package io.dbferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both launchers, with a Java that only prints what it finds. */
class LauncherTest {
    private static final Path PROJECT = Path.of(System.getProperty("dbferry.project", ".."));

    @TempDir
    private Path folder;

    private Path installed;
    private Path tree;

    @BeforeEach
    void launchers() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
        script(
                folder.resolve("runtime/bin/java"),
                "#!/bin/sh\nexec '" + java + "' -XX:TieredStopAtLevel=1 -XshowSettings:properties -version 2>&1\n");
        installed = folder.resolve("bin/dbferry");
        script(installed, Files.readString(PROJECT.resolve("packaging/launcher")));
        tree = folder.resolve("dbferry");
        script(tree, Files.readString(PROJECT.resolve("dbferry")));
        Files.createDirectories(folder.resolve("app/target"));
        Files.createFile(folder.resolve("app/target/dbferry.jar"));
    }

    @Test
    void filesAreNamedInUtf8WhateverTheLocale() throws Exception {
        for (Path launcher : List.of(installed, tree)) {
            for (Map<String, String> locale : List.of(
                    Map.<String, String>of(),
                    Map.of("LANG", "C"),
                    Map.of("LC_ALL", "POSIX"),
                    Map.of("LANG", "C.UTF-8"),
                    Map.of("LANG", "xx_XX.UTF-8"), // not installed
                    Map.of("LC_ALL", "xx_XX.UTF-8"),
                    Map.of("LANG", "C.UTF-8", "LC_TIME", "xx_XX.UTF-8"))) {
                assertThat(run(launcher, locale))
                        .as(launcher + " with " + locale)
                        .contains("sun.jnu.encoding = UTF-8");
            }
        }
    }

    private String run(Path launcher, Map<String, String> locale) throws Exception {
        ProcessBuilder process = new ProcessBuilder(launcher.toString(), "--version").redirectErrorStream(true);
        process.environment().keySet().removeIf(name -> name.startsWith("LC_") || name.equals("LANG"));
        process.environment().put("JAVA_HOME", folder.resolve("runtime").toString());
        process.environment().putAll(locale);
        Process started = process.start();
        String output = new String(started.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(started.waitFor()).as(output).isZero();
        return output;
    }

    private static void script(Path file, String text) throws Exception {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
