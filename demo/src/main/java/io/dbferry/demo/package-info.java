/**
 * {@code dbferry demo}: two real PostgreSQL servers, a real SFTP server and a made-up bus application, on which the
 * product's own commands run. Nothing outside this package depends on it but {@code cli}.
 */
@NullMarked
package io.dbferry.demo;

import org.jspecify.annotations.NullMarked;
