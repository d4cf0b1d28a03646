/**
 * The application's files: found and packed on the sender, put into place on the receiver. Identity is SHA-256; a
 * file of the receiver is whole or absent, and no name leads out of its folder.
 */
@NullMarked
package io.dbferry.media;

import org.jspecify.annotations.NullMarked;
