/** Any store, with what may pass tried again until there was no progress for too long. */
@NullMarked
package io.dbferry.stream.store.retry;

import org.jspecify.annotations.NullMarked;
