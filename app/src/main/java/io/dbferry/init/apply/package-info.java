/**
 * {@code init --apply}: root does the steps of a side, lets a sender's key in, and brings the first complete into the receiver's
 * tables. The steps are made by {@code plan} and run by {@code step}; this package knows their order.
 */
@NullMarked
package io.dbferry.init.apply;

import org.jspecify.annotations.NullMarked;
