package io.dbferry.config;

import java.time.Duration;

/** What stays: applied shipments for how long, and bytes of disk that are never used. */
public record Keep(Duration complete, Duration partial, long freeSpaceBytes) {}
