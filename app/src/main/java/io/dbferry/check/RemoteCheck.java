package io.dbferry.check;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dbferry.failure.Failure;
import io.dbferry.stream.DepotLayout;
import io.dbferry.stream.store.Depot;
import io.dbferry.stream.store.DepotException;
import io.dbferry.text.ByteCount;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Goes the way that a shipment goes, with a file of its own: connect, make a folder, put, rename, read back, delete. The
 * first step that fails is the last. What it made is deleted then too, over a new connection where the old one broke;
 * what no connection was left to delete, a later check deletes.
 */
public final class RemoteCheck {
    private static final String PREFIX = "check-remote-";
    private static final int BYTES = 64 << 10;
    /** No check takes so long, so that what is older belongs to none that goes on. */
    private static final Duration ABANDONED = Duration.ofMinutes(10);

    private final DepotOpener opener;
    private final Clock clock;
    private final String folder;
    private final byte[] content = new byte[BYTES];
    private final List<Step> steps = new ArrayList<>();
    private boolean made;

    public RemoteCheck(DepotOpener opener, Clock clock, RandomGenerator random) {
        this.opener = opener;
        this.clock = clock;
        this.folder = DepotLayout.INCOMING + "/" + PREFIX + HexFormat.of().toHexDigits(random.nextLong());
        random.nextBytes(content);
    }

    /**
     * One step.
     *
     * @param text what was done or, of one that failed, what could not be done and why
     * @param exitCode 0 unless it failed
     */
    public record Step(
            @JsonProperty("step") String name,
            boolean ok,
            double milliseconds,
            String text,
            @Nullable String hint,
            int exitCode) {}

    /** Does something and tells what. */
    private interface Action {
        String run() throws IOException;
    }

    /** The steps up to the first that failed. */
    public List<Step> run() {
        Depot[] opened = new Depot[1];
        boolean connected = step("connect", () -> {
            opened[0] = opener.open();
            return opened[0].describe();
        });
        if (connected) {
            try (Depot depot = opened[0]) {
                boolean all = step("make folder", () -> makeFolder(depot))
                        && step("put", () -> put(depot))
                        && step("rename", () -> rename(depot))
                        && step("read back", () -> readBack(depot))
                        && step("delete", () -> delete(depot));
                if (!all && made) {
                    cleanUp(depot);
                }
            }
        }
        return List.copyOf(steps);
    }

    private boolean step(String name, Action action) {
        long begun = System.nanoTime();
        try {
            String text = action.run();
            steps.add(new Step(name, true, milliseconds(begun), text, null, 0));
            return true;
        } catch (DepotException e) {
            Failure failure = e.problem() == DepotException.Problem.FULL ? Failure.DISK_SPACE : Failure.DEPOT;
            fail(name, begun, String.valueOf(e.getMessage()), e.hint(), failure);
        } catch (IOException e) {
            fail(
                    name,
                    begun,
                    "cannot " + name + " in the depot: " + e.getMessage(),
                    "Look at what stands there, and into the server's log",
                    Failure.DEPOT);
        }
        return false;
    }

    private void fail(String name, long begun, String text, String hint, Failure failure) {
        steps.add(new Step(name, false, milliseconds(begun), text, hint, failure.exitCode()));
    }

    private static double milliseconds(long begun) {
        return Math.round((System.nanoTime() - begun) / 1e4) / 100.0;
    }

    private String makeFolder(Depot depot) throws IOException {
        clearAbandoned(depot);
        made = true;
        depot.makeFolder(folder);
        return folder;
    }

    /** Only names that this check gives, and none of a check that may go on. */
    private void clearAbandoned(Depot depot) throws IOException {
        for (Depot.Entry entry : depot.list(DepotLayout.INCOMING)) {
            boolean old = entry.modified().isBefore(clock.instant().minus(ABANDONED));
            if (old && entry.folder() && entry.name().matches(PREFIX + "[0-9a-f]{16}")) {
                depot.delete(DepotLayout.INCOMING + "/" + entry.name());
            }
        }
    }

    private String put(Depot depot) throws IOException {
        depot.write(folder + "/put", new ByteArrayInputStream(content));
        return ByteCount.of(BYTES);
    }

    private String rename(Depot depot) throws IOException {
        depot.rename(folder + "/put", folder + "/renamed");
        return "in one step";
    }

    private String readBack(Depot depot) throws IOException {
        try (InputStream back = depot.read(folder + "/renamed")) {
            if (!Arrays.equals(back.readNBytes(BYTES + 1), content)) {
                throw new IOException("the downloaded file differs from the uploaded one");
            }
        }
        return "the same " + ByteCount.of(BYTES);
    }

    private String delete(Depot depot) throws IOException {
        depot.delete(folder);
        return "nothing is left behind";
    }

    private void cleanUp(Depot depot) {
        try {
            depot.delete(folder);
        } catch (IOException e) {
            cleanUpAnew(e);
        }
    }

    private void cleanUpAnew(IOException first) {
        try (Depot another = opener.open()) {
            another.delete(folder);
        } catch (IOException e) {
            e.addSuppressed(first);
            Step failed = steps.remove(steps.size() - 1);
            steps.add(new Step(
                    failed.name(),
                    false,
                    failed.milliseconds(),
                    failed.text(),
                    failed.hint() + " '" + folder + "' is left in the depot; a later check deletes it.",
                    failed.exitCode()));
        }
    }
}
