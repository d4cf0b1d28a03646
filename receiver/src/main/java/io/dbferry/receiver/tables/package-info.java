/** The receiver's own tables as a shipment meets them: columns, indexes, sequences. */
@NullMarked
package io.dbferry.receiver.tables;

import org.jspecify.annotations.NullMarked;
