/** Which tables of the source are shipped, and which of those that are meant cannot be read. */
@NullMarked
package io.dbferry.sender.tables;

import org.jspecify.annotations.NullMarked;
