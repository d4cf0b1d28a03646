/** How far the consumers of changed rows are. */
@NullMarked
package io.dbferry.status.queue;

import org.jspecify.annotations.NullMarked;
