package io.dbferry.stream.store.sftp;

/** A question of several steps, of which the first was asked. */
interface SftpQuestion {
    /** Whether the answer to the first step has come. */
    boolean isDue();

    /** Takes the answer to the first step and asks the second. A failure is kept for who asks for the result. */
    void goOn();

    /** Nobody asks for the result any more. */
    void drop();
}
