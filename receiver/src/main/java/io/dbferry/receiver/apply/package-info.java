/** Rows into tables: staged, compared, merged, in one transaction. Nothing that arrives is executed. */
@NullMarked
package io.dbferry.receiver.apply;

import org.jspecify.annotations.NullMarked;
