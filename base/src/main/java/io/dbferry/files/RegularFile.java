package io.dbferry.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Opens a file in a folder that others write into, to read it. Nobody can make that wait for ever, or read anything but a
 * regular file, by putting a pipe, a device or a link in its place, also between the look and the open: open(2) of a pipe waits
 * for a writer, and Java has no O_NONBLOCK. So it is opened beside, with a limit of time. See docs/decisions/038.
 */
public final class RegularFile {
    /** The longest that a slow disk or another machine's folder may take to open a file. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private RegularFile() {}

    /** @throws FileSystemException if it is no regular file */
    public static FileChannel open(Path file) throws IOException {
        return open(file, PATIENCE);
    }

    /** The same, to be read from the beginning. */
    public static InputStream read(Path file) throws IOException {
        return Channels.newInputStream(open(file));
    }

    static FileChannel open(Path file, Duration patience) throws IOException {
        if (!Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isRegularFile()) {
            throw notRegular(file);
        }
        return openUnseen(file, patience);
    }

    /** Whatever stands there by now. */
    static FileChannel openUnseen(Path file, Duration patience) throws IOException {
        Opening opening = new Opening(file);
        FileChannel channel = opening.await(patience);
        try {
            channel.position(channel.position()); // a pipe cannot: lseek(2), ESPIPE
            return channel;
        } catch (IOException e) {
            channel.close();
            throw notRegular(file);
        }
    }

    private static FileSystemException notRegular(Path file) {
        return new FileSystemException(file.toString(), null, "it is not a plain file");
    }

    /** An open(2) on a thread of its own, which closes what it opens once nobody waits for it any more. */
    private static final class Opening extends FutureTask<FileChannel> {
        private final Path file;

        Opening(Path file) {
            super(() -> FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)));
            this.file = file;
            Thread thread = new Thread(this, "open " + file);
            thread.setDaemon(true); // one that hangs does not keep the process
            thread.start();
        }

        FileChannel await(Duration patience) throws IOException {
            try {
                return get(patience.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof IOException failure) {
                    throw failure;
                }
                throw new IOException(e.getCause());
            } catch (TimeoutException | CancellationException e) {
                giveUp();
                throw notRegular(file);
            } catch (InterruptedException e) {
                giveUp();
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while opening '" + file + "'");
            }
        }

        /** Opens the pipe's other end, so that the thread comes back: both ends at once does not wait; fifo(7). */
        private void giveUp() {
            Set<OpenOption> bothEnds =
                    Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            try (FileChannel other = FileChannel.open(file, bothEnds)) {
                FileChannel opened = get(1, TimeUnit.SECONDS);
                opened.close();
            } catch (IOException | ExecutionException | TimeoutException e) {
                return; // no right to, or it is gone: the thread ends with the process
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
