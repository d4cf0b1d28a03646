/**
 * Finds the rows in which the receiver's tables and a complete differ, by the digests of single rows. Reads tables and
 * frames, and changes neither.
 */
@NullMarked
package io.dbferry.receiver.compare;

import org.jspecify.annotations.NullMarked;
