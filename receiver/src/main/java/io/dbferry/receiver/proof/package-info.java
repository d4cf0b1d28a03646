/** Proves that tables are what a shipment says, by its digests. Reads tables and changes none. */
@NullMarked
package io.dbferry.receiver.proof;

import org.jspecify.annotations.NullMarked;
