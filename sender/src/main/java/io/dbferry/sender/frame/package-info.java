/**
 * How rows are read and become frames of {@code database.sql.zst}, and which of them do not travel again: a block whose content
 * an earlier complete carries is referred to. What is referred to stands in the newest complete of the depot, or in one that
 * this refers to, so no receiver deletes it before the next complete is there.
 */
@NullMarked
package io.dbferry.sender.frame;

import org.jspecify.annotations.NullMarked;
