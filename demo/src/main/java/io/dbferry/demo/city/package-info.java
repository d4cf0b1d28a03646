/** The made-up bus application: its tables, rows, images, and how it goes on. */
@NullMarked
package io.dbferry.demo.city;

import org.jspecify.annotations.NullMarked;
