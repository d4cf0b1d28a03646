package io.dbferry.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.util.FileSize;
import io.dbferry.failure.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a command needs of its surroundings: environment, home, clock, and a log in the config's work folder. */
final class Session {
    private static final String FILE = "file";

    private Session() {}

    static Wiring start(Output output) {
        return new Wiring(System.getenv(), Path.of(System.getProperty("user.home")), Clock.systemUTC(), output::warn);
    }

    /**
     * Logs into {@code work/log/dbferry.log}; a week of files, 20 MB of each day at most. Another work folder takes the place
     * of the one before.
     */
    static synchronized void logTo(Path work) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        Appender<ILoggingEvent> before =
                context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(FILE);
        String log = work.resolve("log/dbferry.log").toString();
        if (before instanceof RollingFileAppender<ILoggingEvent> file && log.equals(file.getFile())) {
            return;
        }
        try {
            Files.createDirectories(work.resolve("log"));
        } catch (IOException e) {
            return; // whoever needs the work folder will say what is wrong with it
        }
        PatternLayoutEncoder encoder = new PatternLayoutEncoder() {
            @Override
            public byte[] encode(ILoggingEvent event) {
                return Printable.lines(new String(super.encode(event), UTF_8)).getBytes(UTF_8);
            }
        };
        encoder.setContext(context);
        encoder.setCharset(UTF_8);
        encoder.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %msg%n%ex{short}");
        encoder.start();
        RollingFileAppender<ILoggingEvent> file = new RollingFileAppender<>();
        file.setContext(context);
        file.setName(FILE);
        file.setFile(log);
        file.setEncoder(encoder);
        SizeAndTimeBasedRollingPolicy<ILoggingEvent> rolling = new SizeAndTimeBasedRollingPolicy<>();
        rolling.setContext(context);
        rolling.setParent(file);
        rolling.setFileNamePattern(work.resolve("log/dbferry.%d.%i.log").toString());
        rolling.setMaxHistory(7);
        rolling.setMaxFileSize(FileSize.valueOf("20MB"));
        rolling.start();
        file.setRollingPolicy(rolling);
        file.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(file);
        if (before != null) {
            context.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(before);
            before.stop();
        }
    }
}
