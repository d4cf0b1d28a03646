/**
 * Rows and media that travel again although they did not change: those that a receiver found to differ, and rows that the
 * operator names. Adds to what a partial carries, and ships nothing itself.
 */
@NullMarked
package io.dbferry.sender.repair;

import org.jspecify.annotations.NullMarked;
