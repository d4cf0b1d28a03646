@NullMarked
package io.dbferry.replication;

import org.jspecify.annotations.NullMarked;
