package io.dbferry.demo.servers;

import io.dbferry.failure.DbferryException;
import io.dbferry.failure.Failure;
import io.dbferry.files.PrivateFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A server as a Java process of its own, on a port of 127.0.0.1, with jars that the launcher names: their libraries are of other versions
 * than ours. It ends with the demo.
 */
final class DemoProcess implements AutoCloseable {
    private static final int START_SECONDS = 90;

    private final Process process;

    private DemoProcess(Process process) {
        this.process = process;
    }

    /** @param with as in {@code --with}; the launcher names the jars by a property */
    static List<String> java(String with, String... words) {
        String jars = System.getProperty("dbferry.demo." + with);
        if (jars == null) {
            throw new DbferryException(
                    Failure.CONFIG,
                    "cannot show the demo with " + with + ": its server is not here",
                    "Start the demo by './dbferry demo --with " + with + "' in a clone of the repository");
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                jars));
        command.addAll(List.of(words));
        return command;
    }

    /** Returns once the port takes connections. */
    static DemoProcess start(Path folder, int port, List<String> command) throws IOException {
        PrivateFile.folder(folder);
        Path printed = folder.resolve("printed");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        DemoProcess started = new DemoProcess(process);
        // However this Java machine ends.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!answers(port)) {
            if (!process.isAlive() || System.nanoTime() > until) {
                started.close();
                throw new IOException("the server does not start: " + Files.readString(printed));
            }
            pause();
        }
        return started;
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a server starts", e);
        }
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
