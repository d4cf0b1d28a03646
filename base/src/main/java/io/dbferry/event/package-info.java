/**
 * What happens, as lines for whoever reads the log: an event, the job, shipment and step that it concerns, and how long
 * a step took. Imports nothing of ours; {@code logging} writes the lines.
 */
@NullMarked
package io.dbferry.event;

import org.jspecify.annotations.NullMarked;
