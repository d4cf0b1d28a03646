package io.dbferry.soak;

import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;

/** How the first stream comes to rest after a loss. */
interface Healing {
    /** Ends whatever runs. */
    void pause() throws Exception;

    /** Lets run again what was ended. */
    void resume() throws Exception;

    /** Something that runs between two losses. */
    void once(Random random) throws Exception;

    /** Until nothing fails and no difference is left. */
    void settle(boolean byHand, Callable<List<String>> differences) throws Exception;

    /** Until a complete of a later moment is applied. */
    void prove() throws Exception;

    /** Commands that are run one by one. */
    record ByCommands(Cli cli, Findings findings, Stage stage) implements Healing {
        private Rounds rounds() {
            return new Rounds(cli, findings, stage.senderConfig(), stage.receiverConfig());
        }

        @Override
        public void pause() {
            // Nothing runs of itself.
        }

        @Override
        public void resume() {
            // Nothing was ended.
        }

        @Override
        public void once(Random random) throws Exception {
            switch (random.nextInt(4)) {
                case 0 -> cli.run(stage.senderConfig(), "dump", "partial");
                case 1 -> cli.run(stage.senderConfig(), "dump", "complete");
                default -> cli.run(stage.receiverConfig(), "load");
            }
        }

        @Override
        public void settle(boolean byHand, Callable<List<String>> differences) throws Exception {
            rounds().settle(byHand, differences);
        }

        @Override
        public void prove() throws Exception {
            rounds().prove();
        }
    }
}
