/**
 * Where the receiver's tables differ from a manifest's typed description, and statements that this program writes itself to do away
 * with it. No text of a depot gets into one but quoted names, quoted texts, and types of a form that can be nothing else.
 */
@NullMarked
package io.dbferry.receiver.schema;

import org.jspecify.annotations.NullMarked;
