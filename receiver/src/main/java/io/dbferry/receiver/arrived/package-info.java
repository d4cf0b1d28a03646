/**
 * What a load knows of the depot's shipments before it writes a row: they are opened, trusted or as if not there, verified, and follow
 * what was applied.
 */
@NullMarked
package io.dbferry.receiver.arrived;

import org.jspecify.annotations.NullMarked;
