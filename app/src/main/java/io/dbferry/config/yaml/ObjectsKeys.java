package io.dbferry.config.yaml;

import io.dbferry.config.DepotLocation;
import io.dbferry.config.ObjectsConfig;
import io.dbferry.config.text.BadValue;
import io.dbferry.config.text.ConfigContext;
import io.dbferry.config.text.Units;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The section {@code s3}, which only a depot that is an object store may have. */
record ObjectsKeys(Section section, ConfigContext surroundings) {
    DepotLocation complete(DepotLocation depot) {
        if (depot instanceof DepotLocation.Objects objects) {
            return new DepotLocation.Objects(objects.bucket(), objects.prefix(), read());
        }
        if (!section.keys().isEmpty()) {
            section.bad("has no effect: depot does not begin with 's3://'");
        }
        return depot;
    }

    private ObjectsConfig read() {
        Optional<URI> endpoint = section.parsed("endpoint", ObjectsKeys::endpoint);
        Optional<String> region = section.parsed("region", ObjectsKeys::region);
        Optional<Boolean> pathStyle = section.parsed("path-style", SharedKeys::yes);
        Optional<Path> credentials = section.parsed("credentials-file", surroundings::path);
        Optional<Duration> retryFor = section.parsed("retry-for", Units::duration);
        section.refuseOthers();
        return new ObjectsConfig(
                endpoint,
                region,
                pathStyle.orElse(false),
                credentials,
                retryFor.orElse(ObjectsConfig.DEFAULT.retryFor()));
    }

    private static URI endpoint(String text) throws BadValue {
        if (!text.matches("https?://(\\[[0-9a-fA-F:]+]|[A-Za-z0-9.-]+)(:[0-9]{1,5})?/?")) {
            throw new BadValue("is not the address of a server, such as https://objects.example.org:9000");
        }
        return URI.create(text);
    }

    private static String region(String text) throws BadValue {
        if (!text.matches("[A-Za-z0-9][A-Za-z0-9-]{0,62}")) {
            throw new BadValue("'" + text + "' is not a region, such as eu-central-1");
        }
        return text;
    }
}
