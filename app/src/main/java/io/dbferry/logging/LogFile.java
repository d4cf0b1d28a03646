package io.dbferry.logging;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.util.FileSize;
import io.dbferry.config.watch.LoggingConfig;
import io.dbferry.event.ConfigMark;
import io.dbferry.files.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** The log file of a config: a new one each day and at a size, the oldest deleted. */
public final class LogFile {
    /** UTC, to the millisecond, always of one length. */
    static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private static final String APPENDER = "file";

    private LogFile() {}

    /**
     * Logs there from now on, in place of the file before, or nowhere if the config says so. What cannot be written is
     * no reason not to run. Where one process runs several configs, each has its own file: that of the thread's
     * {@link ConfigMark}.
     *
     * @return what is wrong with the file, for people
     */
    public static synchronized Optional<String> use(LoggingConfig config, Map<String, String> environment) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        String name = name();
        Appender<ILoggingEvent> before = root.getAppender(name);
        Optional<Path> path = config.file();
        if (before instanceof Configured same && same.config.equals(config)) {
            return Optional.empty();
        }
        end(root, before);
        if (path.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> problem = isTaken(root, path.get())
                ? Optional.of("cannot write log '" + path.get() + "': another config of this process logs there")
                : problem(path.get());
        if (problem.isEmpty()) {
            root.addAppender(begin(config, path.get(), name, context, Secrets.of(environment)));
        }
        return problem;
    }

    /** Logs there no longer. */
    public static synchronized void end() {
        Logger root = ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(Logger.ROOT_LOGGER_NAME);
        end(root, root.getAppender(name()));
    }

    private static void end(Logger root, @Nullable Appender<ILoggingEvent> appender) {
        if (appender != null) {
            root.detachAppender(appender);
            appender.stop();
        }
    }

    /** Of the appender that takes what this thread logs. */
    private static String name() {
        return ConfigMark.current() == null ? APPENDER : APPENDER + " of " + ConfigMark.current();
    }

    private static boolean isTaken(Logger root, Path file) {
        for (Iterator<Appender<ILoggingEvent>> all = root.iteratorForAppenders(); all.hasNext(); ) {
            if (all.next() instanceof Configured other && other.config.file().equals(Optional.of(file))) {
                return true;
            }
        }
        return false;
    }

    private static Optional<String> problem(Path file) {
        try {
            PrivateFile.folderOf(file);
        } catch (IOException e) {
            return Optional.of("cannot write log '" + file + "': its folder cannot be made: " + e.getMessage());
        }
        boolean writable = Files.exists(file)
                ? Files.isRegularFile(file) && Files.isWritable(file)
                : Files.isWritable(file.toAbsolutePath().getParent());
        return writable && make(file)
                ? Optional.empty()
                : Optional.of("cannot write log '" + file + "': no right to write there");
    }

    /** Logback would make it with the rights that the umask leaves. */
    private static boolean make(Path file) {
        try {
            if (!Files.exists(file)) {
                PrivateFile.append(file).close();
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** An appender that knows what it was made of. */
    private static final class Configured extends RollingFileAppender<ILoggingEvent> {
        private final LoggingConfig config;

        Configured(LoggingConfig config) {
            this.config = config;
        }

        /** What other configs of this process log goes into their own files. */
        @Override
        public void doAppend(ILoggingEvent event) {
            if (LogFile.name().equals(getName())) {
                super.doAppend(event);
            }
        }
    }

    private static Appender<ILoggingEvent> begin(
            LoggingConfig config, Path path, String name, LoggerContext context, Secrets secrets) {
        EncoderBase<ILoggingEvent> encoder = new Lines(config.json(), secrets);
        encoder.setContext(context);
        encoder.start();
        Configured file = new Configured(config);
        file.setContext(context);
        file.setName(name);
        file.setFile(path.toString());
        file.setEncoder(encoder);
        SizeAndTimeBasedRollingPolicy<ILoggingEvent> rolling = new SizeAndTimeBasedRollingPolicy<>();
        rolling.setContext(context);
        rolling.setParent(file);
        rolling.setFileNamePattern(RotatedFiles.pattern(path));
        rolling.setMaxHistory(config.keepDays());
        rolling.setMaxFileSize(new FileSize(config.sizeBytes()));
        rolling.setTotalSizeCap(new FileSize(config.totalBytes()));
        rolling.start();
        file.setRollingPolicy(rolling);
        file.start();
        return file;
    }

    private static final class Lines extends EncoderBase<ILoggingEvent> {
        private final boolean json;
        private final Secrets secrets;

        Lines(boolean json, Secrets secrets) {
            this.json = json;
            this.secrets = secrets;
        }

        @Override
        public byte[] headerBytes() {
            return new byte[0];
        }

        @Override
        public byte[] encode(ILoggingEvent event) {
            LogLine line = LogLine.of(event, secrets);
            return ((json ? line.json() : line.fileText()) + "\n").getBytes(UTF_8);
        }

        @Override
        public byte[] footerBytes() {
            return new byte[0];
        }
    }
}
