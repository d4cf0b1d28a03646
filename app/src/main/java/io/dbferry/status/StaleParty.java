package io.dbferry.status;

import java.time.Instant;

/**
 * That nothing new has come for too long.
 *
 * @param receiver whose receipts lag; empty where it is the sender that is not heard of
 * @param since when
 */
public record StaleParty(String receiver, Instant since, String message, String hint) {}
