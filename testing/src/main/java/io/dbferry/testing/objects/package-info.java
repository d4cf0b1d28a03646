/** An object store for tests. */
@NullMarked
package io.dbferry.testing.objects;

import org.jspecify.annotations.NullMarked;
