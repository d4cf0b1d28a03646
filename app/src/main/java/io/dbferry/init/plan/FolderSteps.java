package io.dbferry.init.plan;

import io.dbferry.init.step.Check;
import io.dbferry.init.step.ShellCommand;
import io.dbferry.init.step.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** Folders with an owner and rights, and files with a content. */
public final class FolderSteps {
    private FolderSteps() {}

    /** @param mode as {@code stat} prints it: {@code 750} */
    public static Step folder(Path folder, String owner, String group, String mode) {
        String path = folder.toString();
        return new Step(
                "create the folder '" + path + "' of " + owner + ":" + group + ", mode " + mode,
                List.of(Check.prints(
                        "directory " + owner + ":" + group + " " + mode,
                        ShellCommand.of("stat", "-c", "%F %U:%G %a", path))),
                List.of(ShellCommand.of("install", "-d", "-o", owner, "-g", group, "-m", mode, path)),
                before(folder),
                "Look at what stands at '" + path + "', and above it");
    }

    /** What makes a folder as it is now. */
    private static List<ShellCommand> before(Path folder) {
        if (!Files.exists(folder)) {
            return List.of(ShellCommand.of("rmdir", "--ignore-fail-on-non-empty", folder.toString()));
        }
        try {
            PosixFileAttributes now = Files.readAttributes(folder, PosixFileAttributes.class);
            // Five digits: with fewer, chmod keeps a folder's set-group-ID bit.
            String mode = String.format("%05o", (int) Files.getAttribute(folder, "unix:mode") & 07777);
            String owners = now.owner().getName() + ":" + now.group().getName();
            return List.of(
                    ShellCommand.of("chown", owners, folder.toString()),
                    ShellCommand.of("chmod", mode, folder.toString()));
        } catch (IOException e) {
            return List.of();
        }
    }

    /** A folder that the user must be able to write to; made if it is missing, and never given away. */
    public static Step writable(Path folder, String user) {
        String path = folder.toString();
        boolean there = Files.exists(folder);
        return new Step(
                "let " + user + " write to the folder '" + path + "'",
                List.of(Check.succeeds(
                        ShellCommand.of("test", "-d", path, "-a", "-w", path).as(user))),
                there
                        ? List.of()
                        : List.of(ShellCommand.of("install", "-d", "-o", user, "-g", user, "-m", "755", path)),
                there ? List.of() : List.of(ShellCommand.of("rmdir", "--ignore-fail-on-non-empty", path)),
                "Give the user " + user + " the right to write there, such as: chown " + user + " " + path);
    }

    /** A folder with files that the user must be able to read: it joins the folder's group where that helps. */
    public static Step readable(Path folder, String user) {
        String path = folder.toString();
        List<ShellCommand> join = List.of();
        List<ShellCommand> leave = List.of();
        try {
            String group = Files.readAttributes(folder, PosixFileAttributes.class)
                    .group()
                    .getName();
            if (!group.equals("root")) {
                join = List.of(ShellCommand.of("usermod", "--append", "--groups", group, user));
                leave = List.of(ShellCommand.of("gpasswd", "--delete", user, group));
            }
        } catch (IOException e) {
            join = List.of(); // the check says that it is not there
        }
        return new Step(
                "let " + user + " read the folder '" + path + "'",
                List.of(Check.succeeds(
                        ShellCommand.of("test", "-r", path, "-a", "-x", path).as(user))),
                join,
                leave,
                "Give the user " + user + " the right to read there, such as: setfacl -R -m u:" + user + ":rX " + path);
    }

    /** A key that decrypts, which only the user can read. */
    public static Step identity(Path file, String user) {
        String path = file.toString();
        return new Step(
                "create the age identity '" + path + "'",
                List.of(Check.succeeds(ShellCommand.of("test", "-s", path).as(user))),
                List.of(ShellCommand.of("sh", "-c", "umask 077; exec age-keygen -o \"$1\"", "sh", path)
                        .as(user)),
                List.of(ShellCommand.of("rm", "-f", path)),
                "Install age: apt-get install age");
    }

    /** A file with this content; what stands there is replaced, and put back by undo. */
    public static Step file(Path file, String text, String owner, String group, String mode) {
        String path = file.toString();
        ShellCommand install = ShellCommand.of("install", "-m", mode, "-o", owner, "-g", group, "/dev/stdin", path);
        return new Step(
                "write '" + path + "'",
                List.of(
                        Check.succeeds(ShellCommand.of("cmp", "-s", "-", path).reading(text)),
                        Check.prints(
                                owner + ":" + group + " " + mode, ShellCommand.of("stat", "-c", "%U:%G %a", path))),
                List.of(install.reading(text)),
                List.of(content(file).map(install::reading).orElse(ShellCommand.of("rm", "-f", path))),
                "Look at what stands at '" + path + "'");
    }

    private static java.util.Optional<String> content(Path file) {
        try {
            return java.util.Optional.of(Files.readString(file));
        } catch (IOException e) {
            return java.util.Optional.empty();
        }
    }

    /** A line in a file that has others. */
    public static Step line(Path file, String line, String user, List<ShellCommand> undo) {
        String path = file.toString();
        return new Step(
                "add a line to '" + path + "'",
                List.of(Check.succeeds(
                        ShellCommand.of("grep", "-qxF", "-e", line, path).as(user))),
                List.of(ShellCommand.of("tee", "-a", path).as(user).reading(line + "\n")),
                undo,
                "Look at what stands at '" + path + "', and whether " + user + " may write it");
    }

    /** Takes lines with this text out of a file, and an empty file away; one that is gone is no failure. */
    static List<ShellCommand> withoutLine(Path file, String text) {
        String pattern = text.replace("\\", "\\\\")
                .replace("/", "\\/")
                .replace(".", "\\.")
                .replace("*", "\\*");
        return List.of(
                found(file, "-exec", "sed", "-i", "/" + pattern + "/d", "{}", ";"),
                found(file, "-size", "0", "-delete"));
    }

    private static ShellCommand found(Path file, String... action) {
        List<String> words = new ArrayList<>(List.of(
                "find",
                String.valueOf(file.getParent()),
                "-maxdepth",
                "1",
                "-name",
                String.valueOf(file.getFileName())));
        words.addAll(List.of(action));
        return new ShellCommand(words, "");
    }

    /** A folder with secrets in a home that is there. */
    static Step ownersFolder(Path folder, String user) {
        String path = folder.toString();
        return new Step(
                "create the folder '" + path + "' of " + user + ", mode 700",
                List.of(Check.prints("directory " + user + " 700", ShellCommand.of("stat", "-c", "%F %U %a", path))),
                List.of(ShellCommand.of("install", "-d", "-o", user, "-m", "700", path)),
                before(folder),
                "Look at what stands at '" + path + "'");
    }
}
