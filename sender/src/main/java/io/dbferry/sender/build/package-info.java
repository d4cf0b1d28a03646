/** A shipment's files: rows of one snapshot, schema, and what the manifest says of them. */
@NullMarked
package io.dbferry.sender.build;

import org.jspecify.annotations.NullMarked;
