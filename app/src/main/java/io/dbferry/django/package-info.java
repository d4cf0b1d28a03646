/**
 * Settings of a Django project, read as data: nothing of them is executed, and nothing that they name is opened. What is
 * not a literal stays unread, with its line and the reason.
 */
@NullMarked
package io.dbferry.django;

import org.jspecify.annotations.NullMarked;
