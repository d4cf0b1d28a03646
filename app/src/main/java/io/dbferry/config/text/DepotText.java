package io.dbferry.config.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dbferry.config.DepotLocation;
import java.net.URLDecoder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code depot}: {@code sftp://user@host[:port]/folder}, {@code s3://bucket/prefix}, or a folder's path. */
public final class DepotText {
    private static final String SCHEME = "sftp://";
    private static final String OBJECTS = "s3://";
    private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{2,62}");
    private static final int SSH_PORT = 22;
    private static final Pattern HOST_AND_PORT = Pattern.compile("(\\[[^]]+]|[^:]+)(?::([0-9]{1,5}))?");

    private DepotText() {}

    public static DepotLocation parse(String text, ConfigContext surroundings) throws BadValue {
        if (text.startsWith(SCHEME)) {
            return sftp(text.substring(SCHEME.length()));
        }
        if (text.startsWith(OBJECTS)) {
            return objects(text.substring(OBJECTS.length()));
        }
        if (text.matches("(?s)[A-Za-z0-9+.-]+://.*|[^/]+@[^/]+:.*")) {
            throw new BadValue("is neither sftp://user@host/folder, s3://bucket/prefix nor a folder's path");
        }
        return new DepotLocation.Folder(surroundings.path(text));
    }

    private static DepotLocation objects(String text) throws BadValue {
        int slash = text.indexOf('/');
        String bucket = slash < 0 ? text : text.substring(0, slash);
        if (bucket.contains("@") || bucket.contains(":")) {
            throw new BadValue("names a user or a port; credentials and server stand in the section s3");
        }
        if (!BUCKET.matcher(bucket).matches()) {
            throw new BadValue("'" + bucket + "' is no name of a bucket; write s3://bucket/prefix");
        }
        String prefix = slash < 0 ? "" : text.substring(slash + 1).replaceAll("/+$", "");
        if (!prefix.isEmpty() && !prefix.matches("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")) {
            throw new BadValue(
                    "'" + prefix + "' is no prefix: names of letters, digits, '.', '_' and '-', with '/' between");
        }
        return new DepotLocation.Objects(bucket, prefix);
    }

    private static DepotLocation sftp(String text) throws BadValue {
        int slash = text.indexOf('/');
        String authority = slash < 0 ? text : text.substring(0, slash);
        int at = authority.lastIndexOf('@');
        String user = authority.substring(0, Math.max(at, 0));
        if (user.contains(":")) {
            throw new BadValue("holds a password; name a key file in ssh.private-key instead");
        }
        if (user.isEmpty()) {
            throw new BadValue("names no user; write sftp://user@host/folder");
        }
        Matcher address = HOST_AND_PORT.matcher(authority.substring(at + 1));
        if (!address.matches()) {
            throw new BadValue("names no host, or a port that is not a number; write sftp://user@host:22/folder");
        }
        String port = address.group(2);
        int number = port == null ? SSH_PORT : Integer.parseInt(port);
        if (number < 1 || number > 65535) {
            throw new BadValue("port " + port + " is not one from 1 to 65535");
        }
        String host = address.group(1);
        boolean bracketed = host.startsWith("[");
        return new DepotLocation.Sftp(
                decoded(user),
                bracketed ? host.substring(1, host.length() - 1) : decoded(host),
                number,
                folder(slash < 0 ? "" : decoded(text.substring(slash))));
    }

    private static String folder(String folder) throws BadValue {
        String trimmed = folder.replaceAll("/+$", "");
        if (trimmed.isEmpty()) {
            throw new BadValue("names no folder; write sftp://user@host/folder");
        }
        if (trimmed.startsWith("/~")) {
            throw new BadValue("SFTP servers do not know '~'; write the folder's absolute path");
        }
        return trimmed;
    }

    /** Percent-decoding; a plus sign stands for itself, unlike in a web form. */
    private static String decoded(String text) throws BadValue {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
        } catch (IllegalArgumentException e) {
            throw new BadValue("'" + text + "' is not percent-encoded; write a percent sign as %25");
        }
    }
}
