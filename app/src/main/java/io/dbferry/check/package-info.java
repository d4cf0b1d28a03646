/**
 * What {@code check} tries: everything that the config names, each thing by itself, so that one run finds all that is
 * to be mended. It leaves nothing behind, but for the work folder, which it makes as a dump or a load would. Findings
 * are records; {@code cli} prints them and exits with the first failure's code.
 */
@NullMarked
package io.dbferry.check;

import org.jspecify.annotations.NullMarked;
