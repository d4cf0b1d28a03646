/** Media into their folders, before the rows that name them. */
@NullMarked
package io.dbferry.receiver.media;

import org.jspecify.annotations.NullMarked;
