package io.dbferry.soak;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Episodes of some disasters, drawn by the seed: each ends when both sides are equal again, and with rows altered on the
 * receiver, which {@code verify} must find and the next partial fix.
 */
final class Disasters {
    private static final int MOST_AT_ONCE = 3;

    private final Stage stage;
    private final Cli cli;
    private final Findings findings;
    private final Comparison comparison;
    private final Healing healing;
    private final SecondStream second;
    private final Random random;
    private final Snapshots snapshots;
    private final TablesChanged sendersTables;
    private final TablesChanged receiversTables;
    private final List<Disaster> all;

    Disasters(
            Stage stage,
            Cli cli,
            Findings findings,
            Comparison comparison,
            Healing healing,
            SecondStream second,
            Random random) {
        this.stage = stage;
        this.cli = cli;
        this.findings = findings;
        this.comparison = comparison;
        this.healing = healing;
        this.second = second;
        this.random = random;
        this.snapshots = new Snapshots(stage, findings::event);
        this.sendersTables = new TablesChanged("sender", List.of(stage.senderConfig()));
        this.receiversTables =
                new TablesChanged("receiver", List.of(stage.receiverConfig(), stage.receiverConfigOverSftp()));
        SetBack setBack = new SetBack(snapshots);
        this.all = List.of(
                setBack,
                setBack,
                setBack,
                new FolderLost("sender's work folder", stage.senderWork()),
                new FolderLost("receiver's work folder", stage.receiverWork()),
                new FolderLost("depot", stage.depot()),
                new DepotThinned(stage.depot()),
                new SettingsChanged("sender", stage.sender()),
                new SettingsChanged("receiver", stage.receiver()),
                sendersTables,
                receiversTables);
    }

    /** One episode, with nothing beside it but the application. */
    void episode(LiveApplication application, ReceiverReader reader) throws Exception {
        findings.count("episodes");
        findings.event("episode begins");
        healing.pause();
        reader.unsettle();
        cli.afterLoss(true);
        if (snapshots.isEmpty() || random.nextBoolean()) {
            snapshots.take();
        }
        boolean quiet = random.nextBoolean();
        if (quiet) {
            application.close();
        }
        boolean restoredSender = strike();
        if (!quiet) {
            Thread.sleep(random.nextInt(3000));
            application.close();
        }
        settle(restoredSender && !quiet);
        laterMedia();
        verify(0);
        if (random.nextInt(3) > 0) {
            alter();
        }
        healing.resume();
        cli.afterLoss(false);
        reader.settle();
        application.start(random.nextLong());
        findings.event("episode ends");
    }

    /** Returns whether the sender's database was set back. */
    private boolean strike() throws Exception {
        boolean restoredSender = false;
        for (int i = random.nextInt(MOST_AT_ONCE); i >= 0; i--) {
            String what = all.get(random.nextInt(all.size())).strike(random);
            if (!what.isEmpty()) {
                findings.event("disaster: " + what);
                findings.count("disaster, " + what);
                restoredSender |= what.contains("sender's database");
            }
            if (random.nextBoolean()) {
                healing.once(random);
            }
        }
        return restoredSender;
    }

    private void settle(boolean byHand) throws Exception {
        findings.event("settles");
        healing.settle(byHand, () -> comparison.differences(shipped(), false));
        second.settle(byHand, false);
    }

    /** Tables that partials carry and that neither side excludes. */
    private List<String> shipped() {
        List<String> tables = new ArrayList<>(ApplicationSchema.IN_PARTIALS);
        tables.removeAll(sendersTables.excluded());
        tables.removeAll(receiversTables.excluded());
        return tables;
    }

    private void alter() throws Exception {
        healing.prove();
        second.prove();
        healing.pause();
        List<String> tables = new ArrayList<>(shipped());
        tables.add(SecondStream.KEYED);
        List<String> done = new AlteredRows(stage.receiver()).strike(random, tables);
        Set<Path> found = new HashSet<>();
        for (String change : done) {
            findings.event("alters: " + change);
            findings.count("altered behind DbFerry's back");
            found.add(change.contains(SecondStream.KEYED) ? second.receiverConfig() : stage.receiverConfig());
        }
        for (Path config : found) {
            verify(config, 6);
            findings.count("verify found altered rows");
        }
        healing.settle(false, () -> comparison.differences(shipped(), true));
        second.settle(false, true);
        findings.add("altered and fixed", done.size());
        verify(0);
    }

    /**
     * Where ledger and depot were set back, files have the content of shipments that are forgotten: verify finds these, and a
     * complete brings what counts. Tables must be equal before that.
     */
    private void laterMedia() throws Exception {
        healing.pause();
        Path config = stage.receiverConfig();
        if (cli.run(config, "verify") == 6 && cli.run(config, "verify", "*.*") == 0) {
            findings.count("verify found media of forgotten shipments");
            cli.run(stage.senderConfig(), "dump", "complete");
            cli.run(config, "load"); // may still ask for files that the sender has changed
            healing.settle(false, () -> comparison.differences(shipped(), true));
        }
    }

    private void verify(int expected) throws Exception {
        healing.pause();
        verify(stage.receiverConfig(), expected);
        verify(second.receiverConfig(), expected);
    }

    /** Nothing loads meanwhile: a load that goes on holds the lock. */
    private void verify(Path config, int expected) throws Exception {
        int exit = cli.run(config, "verify");
        if (exit == 4 && expected == 0) {
            // The depot has lost the complete whose digests count: another one proves all tables.
            findings.count("verify asked for a complete");
            healing.prove();
            second.prove();
            healing.pause();
            exit = cli.run(config, "verify");
        }
        if (exit != expected) {
            findings.violation(
                    "verify with '" + config.getFileName() + "' ended with " + exit + " and should with " + expected);
        }
    }

    /** All tables travel again, and all is at rest. */
    void end() throws Exception {
        healing.pause();
        cli.afterLoss(true);
        sendersTables.exclude(Set.of());
        receiversTables.exclude(Set.of());
        settle(false);
        second.prove();
        cli.afterLoss(false);
    }
}
