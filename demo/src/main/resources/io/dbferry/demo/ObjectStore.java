import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/** An S3 server for the demo: port, bucket, credentials file. */
final class ObjectStore {
    public static void main(String[] args) throws Exception {
        List<String> credentials = Files.readAllLines(Path.of(args[2]));
        BlobStore store = new TransientNio2BlobStore();
        store.createContainer(args[1]);
        S3Proxy server = S3Proxy.builder()
                .blobStore(store)
                .endpoint(URI.create("http://127.0.0.1:" + args[0]))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, value(credentials.get(1)), value(credentials.get(2)))
                .ignoreUnknownHeaders(true)
                .build();
        server.start();
    }

    private static String value(String line) {
        return line.substring(line.indexOf('=') + 1).strip();
    }
}
