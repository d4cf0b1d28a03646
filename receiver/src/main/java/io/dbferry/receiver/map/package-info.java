/**
 * Where the sender's tables stand here. Names are mapped once, as a manifest has been checked: behind that only the
 * receiver's names are known, and what goes back to the sender has the sender's.
 */
@NullMarked
package io.dbferry.receiver.map;

import org.jspecify.annotations.NullMarked;
