/** A plain folder as the store. Never through a link, never out of the folder. */
@NullMarked
package io.dbferry.stream.store.folder;

import org.jspecify.annotations.NullMarked;
