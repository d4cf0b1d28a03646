/**
 * The page that {@code dbferry run} serves: a status as HTML. Pure: a model goes in, text comes out, with everything
 * escaped, one inline style sheet, no script, and no request to any other place.
 */
@NullMarked
package io.dbferry.page;

import org.jspecify.annotations.NullMarked;
