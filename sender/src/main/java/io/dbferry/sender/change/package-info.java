/** Which rows changed: by a time column, by xmin, or by PostgreSQL's log; behind one interface. */
@NullMarked
package io.dbferry.sender.change;

import org.jspecify.annotations.NullMarked;
