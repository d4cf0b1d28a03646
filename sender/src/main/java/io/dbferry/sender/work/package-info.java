/**
 * What the sender remembers in {@code work/} between runs, and its locks there. Files are replaced by rename; one that a
 * crash damaged is set aside, and costs no more than its sentence there says.
 */
@NullMarked
package io.dbferry.sender.work;

import org.jspecify.annotations.NullMarked;
