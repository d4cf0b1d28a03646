/**
 * Digests of tables: what both sides compute from COPY text to prove that their rows are equal, and to find the few that
 * are not. Knows lines and numbers; which tables and which shipment is for sender and receiver.
 */
@NullMarked
package io.dbferry.stream.digest;

import org.jspecify.annotations.NullMarked;
