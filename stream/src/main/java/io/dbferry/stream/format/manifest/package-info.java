/**
 * What is in a shipment: {@code manifest.json}, with an entry for each file, table and column, and for the media. Made of the
 * formats beside it, which do not know it.
 */
@NullMarked
package io.dbferry.stream.format.manifest;

import org.jspecify.annotations.NullMarked;
