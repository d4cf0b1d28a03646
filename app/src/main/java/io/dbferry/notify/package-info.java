/**
 * Incidents and who is told of them: a failure of a job begins one, its next success ends it, and each of the two is
 * one message to everybody, kept in {@code work/alarms.json} until it is delivered. Knows outcomes, not jobs: {@code cli}
 * tells it how runs ended. Nothing here fails a run or keeps it waiting.
 */
@NullMarked
package io.dbferry.notify;

import org.jspecify.annotations.NullMarked;
