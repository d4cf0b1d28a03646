package io.dbferry.soak;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** Commands one after the other, with nothing beside them, until both sides of a stream are at rest. */
final class Rounds {
    private static final int BY_THEMSELVES = 4;
    private static final int MOST = 7;

    private final Cli cli;
    private final Findings findings;
    private final Path sender;
    private final Path receiver;

    Rounds(Cli cli, Findings findings, Path sender, Path receiver) {
        this.cli = cli;
        this.findings = findings;
        this.sender = sender;
        this.receiver = receiver;
    }

    /**
     * Until no difference is left; a request that is not obeyed yet is answered by hand, as the documents say.
     *
     * @param byHand whether the first is a complete by hand, as after the restore of the sender's database
     */
    void settle(boolean byHand, Callable<List<String>> differences) throws Exception {
        List<String> left = List.of();
        String ends = "";
        for (int round = 1; round <= MOST; round++) {
            boolean complete = round == 1 ? byHand : round > BY_THEMSELVES;
            int dumped = cli.run(sender, "dump", complete ? "complete" : "partial");
            int loaded = cli.run(receiver, "load");
            left = differences.call();
            ends = dumped + " and " + loaded;
            if (dumped == 0 && loaded == 0 && left.isEmpty()) {
                findings.count("settled " + (round > BY_THEMSELVES ? "with a complete by hand" : "in round " + round));
                return;
            }
            if (dumped == 0 && loaded == 0) {
                // No run says that anything is amiss: nobody would ship a complete by hand.
                findings.violation("both runs ended well, and differences are left: " + left);
            }
        }
        findings.violation("after " + MOST + " rounds, the last ended with " + ends + ", there are left: " + left);
    }

    void prove() throws IOException, InterruptedException {
        int dumped = cli.run(sender, "dump", "complete");
        int loaded = cli.run(receiver, "load");
        if (dumped != 0 || loaded != 0) {
            findings.violation("with nothing in its way a complete ended with " + dumped + " and " + loaded);
        }
    }
}
