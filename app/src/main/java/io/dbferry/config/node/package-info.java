/** The config file as a tree of sections and values with their lines, and the problems found in it. */
@NullMarked
package io.dbferry.config.node;

import org.jspecify.annotations.NullMarked;
