package io.dbferry.journeys;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Shipments in a bucket that are altered, signed by others, or not signed; {@code -Ddbferry.depot=s3} runs any test so. */
class TrustInABucketIT extends TrustIT {
    @BeforeAll
    static void bucket() {
        System.setProperty("dbferry.depot", "s3");
    }

    @AfterAll
    static void folder() {
        System.clearProperty("dbferry.depot");
    }
}
