package io.dbferry.sender.frame;

/**
 * Where rows are cut into blocks: behind a row whose digest says so, so that equal rows in a row make equal blocks, whatever comes
 * before and behind them.
 *
 * @param usual bytes of text that a block has on average
 */
record BlockCuts(int usual) {
    /** Smaller blocks compress worse; of larger ones more travels again for a row that changed. */
    private static final int SMALLEST = 256 << 10;

    private static final int LARGEST = 8 << 20;

    /** So many are remembered in a few tens of MB. */
    private static final int MOST_BLOCKS = 200_000;

    /** @param bytes of all tables: twice as large blocks beyond 50 GB, and so on */
    static BlockCuts of(long bytes) {
        int usual = SMALLEST;
        while (usual < LARGEST && bytes / usual > MOST_BLOCKS) {
            usual *= 2;
        }
        return new BlockCuts(usual);
    }

    /** A block has no more text than that, but for one row that is longer. */
    int most() {
        return 2 * usual;
    }

    /**
     * Whether a block ends behind a row: by chance, which is the greater the longer the row is.
     *
     * @param text bytes of the block by now
     * @param row bytes of its last row
     */
    boolean endsBehind(int text, int row, long digest) {
        if (text < usual / 8) {
            return false;
        }
        return text >= most() || digest >>> 1 < Math.min(row, usual) * (Long.MAX_VALUE / usual);
    }
}
