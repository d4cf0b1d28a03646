/** A process that runs the daemons of all configs of a folder: what fails is the one's alone, and all share ports and room for runs. */
@NullMarked
package io.dbferry.jobs.folder;

import org.jspecify.annotations.NullMarked;
