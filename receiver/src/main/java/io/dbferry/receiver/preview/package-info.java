/** What a load would do, found by doing it in a transaction that is rolled back. */
@NullMarked
package io.dbferry.receiver.preview;

import org.jspecify.annotations.NullMarked;
