/** The steps that set up a side: accounts, folders, sshd, the database, files, services. Makes them, and runs none. */
@NullMarked
package io.dbferry.init.plan;

import org.jspecify.annotations.NullMarked;
