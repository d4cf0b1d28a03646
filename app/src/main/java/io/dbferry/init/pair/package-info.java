/**
 * How a sender's key comes to the receiver: a line that is pasted once, a folder that takes a file and shows nothing, and words that
 * people compare. What can go wrong with each is in docs/decisions/054-pairing.md.
 */
@NullMarked
package io.dbferry.init.pair;

import org.jspecify.annotations.NullMarked;
