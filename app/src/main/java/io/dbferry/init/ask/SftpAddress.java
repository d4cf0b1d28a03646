package io.dbferry.init.ask;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A depot over SFTP, as far as {@code init} needs to know it. */
public record SftpAddress(String text, String user, String host, int port) {
    private static final Pattern FORM = Pattern.compile("sftp://([^@/:]+)@(\\[[^]]+]|[^:/]+)(?::([0-9]{1,5}))?/.+");

    public static SftpAddress read(String answer) throws BadAnswer {
        Matcher matcher = FORM.matcher(answer);
        if (!matcher.matches()) {
            throw new BadAnswer("'" + answer + "' is not of the form sftp://user@host/folder, or with a port"
                    + " sftp://user@host:22/folder");
        }
        String port = matcher.group(3);
        return new SftpAddress(
                answer,
                matcher.group(1),
                matcher.group(2).replaceAll("[\\[\\]]", ""),
                port == null ? 22 : Integer.parseInt(port));
    }
}
