/** Media as they travel: packs in tar format, the index of a complete, the folders on either side. */
@NullMarked
package io.dbferry.stream.media;

import org.jspecify.annotations.NullMarked;
