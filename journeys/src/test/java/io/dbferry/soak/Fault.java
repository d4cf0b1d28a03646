package io.dbferry.soak;

/**
 * Something that goes wrong and is mended again.
 *
 * @param ofSender whose jobs it makes fail
 * @param outlivesRestarts whether a daemon starts while it lasts
 */
record Fault(String what, boolean ofSender, boolean outlivesRestarts, Step begin, Step mend) {
    static Fault ofSender(String what, Step begin, Step mend) {
        return new Fault(what, true, true, begin, mend);
    }

    static Fault ofReceiver(String what, Step begin, Step mend) {
        return new Fault(what, false, true, begin, mend);
    }

    /** What is done to a part of the stage. */
    interface Step {
        void run() throws Exception;
    }
}
