package io.dbferry.metrics;

/** Which program this is, as the build wrote it into the jar. */
public record BuildInfo(String version, String java) {
    public static BuildInfo ofThis() {
        String version = BuildInfo.class.getPackage().getImplementationVersion();
        return new BuildInfo(
                version == null ? "unpackaged" : version, Runtime.version().toString());
    }
}
