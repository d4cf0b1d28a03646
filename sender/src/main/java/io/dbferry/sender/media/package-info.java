/** The files that travel: those that rows name, those that have changed, those that are missing. */
@NullMarked
package io.dbferry.sender.media;

import org.jspecify.annotations.NullMarked;
