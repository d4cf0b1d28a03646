/** The digests that a shipment carries of its tables. Reads tables, or takes sums of whoever reads them anyway. */
@NullMarked
package io.dbferry.sender.digest;

import org.jspecify.annotations.NullMarked;
