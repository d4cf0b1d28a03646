/** Which rows are gone, by lists of keys, for strategies that cannot tell. */
@NullMarked
package io.dbferry.sender.change.deletes;

import org.jspecify.annotations.NullMarked;
