/** The demo's servers: two of PostgreSQL, one of SFTP, with keys and folders. */
@NullMarked
package io.dbferry.demo.servers;

import org.jspecify.annotations.NullMarked;
