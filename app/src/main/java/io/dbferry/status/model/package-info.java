/**
 * What {@code status} knows of one side, as plain data: text, JSON and page are made of it. {@link
 * io.dbferry.status.model.Assessment} judges it; nothing here reads anything. {@code docs/reference/status.schema.json}
 * describes the JSON.
 */
@NullMarked
package io.dbferry.status.model;

import org.jspecify.annotations.NullMarked;
