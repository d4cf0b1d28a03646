package io.dbferry.check;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dbferry.failure.Failure;
import io.dbferry.stream.Depot;
import io.dbferry.stream.Trial;
import io.dbferry.stream.store.Content;
import io.dbferry.stream.store.DepotException;
import io.dbferry.text.ByteCount;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
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
    private static final int BYTES = 64 << 10;
    private final DepotOpener opener;
    private final Clock clock;
    private final String id;
    private final byte[] content = new byte[BYTES];
    private final List<Step> steps = new ArrayList<>();
    private boolean made;

    public RemoteCheck(DepotOpener opener, Clock clock, RandomGenerator random) {
        this.opener = opener;
        this.clock = clock;
        this.id = HexFormat.of().toHexDigits(random.nextLong());
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
                run(depot.trial(id, clock));
            }
        }
        return List.copyOf(steps);
    }

    private void run(Trial trial) {
        boolean all = step("make folder", () -> makeFolder(trial))
                && step("put", () -> put(trial))
                && step("rename", () -> trial.rename() ? "in one step" : "not here: the manifest is put last")
                && step("read back", () -> readBack(trial))
                && step("delete", () -> delete(trial));
        if (!all && made) {
            cleanUp(trial);
        }
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

    private String makeFolder(Trial trial) throws IOException {
        trial.clearAbandoned();
        made = true;
        trial.makeFolder();
        return trial.place();
    }

    private String put(Trial trial) throws IOException {
        trial.put(Content.of(content));
        return ByteCount.of(BYTES);
    }

    private String readBack(Trial trial) throws IOException {
        try (InputStream back = trial.readBack()) {
            if (!Arrays.equals(back.readNBytes(BYTES + 1), content)) {
                throw new IOException("the downloaded file differs from the uploaded one");
            }
        }
        return "the same " + ByteCount.of(BYTES);
    }

    private static String delete(Trial trial) throws IOException {
        trial.delete();
        return "nothing is left behind";
    }

    private void cleanUp(Trial trial) {
        try {
            trial.delete();
        } catch (IOException e) {
            cleanUpAnew(trial.place(), e);
        }
    }

    private void cleanUpAnew(String place, IOException first) {
        try (Depot another = opener.open()) {
            another.trial(id, clock).delete();
        } catch (IOException e) {
            e.addSuppressed(first);
            Step failed = steps.remove(steps.size() - 1);
            steps.add(new Step(
                    failed.name(),
                    false,
                    failed.milliseconds(),
                    failed.text(),
                    failed.hint() + " '" + place + "' is left in the depot; a later check deletes it.",
                    failed.exitCode()));
        }
    }
}
