/**
 * Writes a first config, for either role: asks what it cannot find out, shows what it found, and tells what is to be done
 * by others: as root, in the database, on the other server. It writes the config, keys, {@code known_hosts} and password
 * files, and nothing into a database or a depot. What a config means is the affair of {@code config}, which reads it back.
 */
@NullMarked
package io.dbferry.init;

import org.jspecify.annotations.NullMarked;
