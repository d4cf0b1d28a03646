/** Kinds of stores that are no part of the program itself, and are found only where a depot is of that kind. */
@NullMarked
package io.dbferry.stream.store.part;

import org.jspecify.annotations.NullMarked;
