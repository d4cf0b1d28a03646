/**
 * The folder by which a sender's key comes to a receiver: names and bytes. It is no depot, and is there for one pairing; what the
 * bytes mean is for {@code init}.
 */
@NullMarked
package io.dbferry.stream.drop;

import org.jspecify.annotations.NullMarked;
