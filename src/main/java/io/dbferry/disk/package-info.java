/**
 * How much room a disk has, and the refusal when that is not enough. Knows neither end: whoever writes asks before it
 * does, and again when a disk filled up all the same. Also small files that are replaced at once.
 */
@NullMarked
package io.dbferry.disk;

import org.jspecify.annotations.NullMarked;
