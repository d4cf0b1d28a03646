/**
 * A dump, from the look at the depot to the shipment in it, and which tables have which strategy.
 * Its rooms: {@code due} decides what the run ships, {@code change} finds what changed, {@code build} writes the shipment,
 * {@code outbox} brings it to the depot, {@code work} remembers.
 */
@NullMarked
package io.dbferry.sender;

import org.jspecify.annotations.NullMarked;
