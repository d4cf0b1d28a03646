/** Text and bytes: JSON of our records, sizes for people, hashes, and what a terminal may print. */
@NullMarked
package io.dbferry.text;

import org.jspecify.annotations.NullMarked;
