package io.dbferry.demo;

import java.util.List;

/**
 * What tells what has arrived somewhere. The demo knows its consumer of topics by this alone: the consumer's own libraries are
 * there only with {@code --with kafka}.
 */
interface Arrivals extends AutoCloseable {
    /** What has come since the last time, as lines. */
    List<String> arrived();

    @Override
    void close();
}
