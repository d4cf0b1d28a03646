/**
 * What may leave the sender. A catalog that a dump reads comes from here, with the policy in its tables: columns that may not
 * travel are not there, others say what travels in their place, and {@code Table.rowsSql} gives no row that may not travel.
 * So whatever reads rows or tells of tables does it by the policy. Nothing here reads a row, but to check the policy.
 */
@NullMarked
package io.dbferry.sender.policy;

import org.jspecify.annotations.NullMarked;
