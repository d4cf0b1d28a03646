/** A shipment opened: what is trusted, readable and whole. */
@NullMarked
package io.dbferry.receiver.open;

import org.jspecify.annotations.NullMarked;
