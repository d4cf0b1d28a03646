package io.dbferry.soak;

import java.util.Random;

/** A loss or a change that both sides get over by themselves or by a documented command, and are equal after it. */
interface Disaster {
    /** Does it, while no run goes on; returns what it did for the counts, empty if it could not be done now. */
    String strike(Random random) throws Exception;
}
