/**
 * Where shipments are stored: names and bytes, never tables. A contract that each kind of store keeps.
 */
@NullMarked
package io.dbferry.stream.store;

import org.jspecify.annotations.NullMarked;
