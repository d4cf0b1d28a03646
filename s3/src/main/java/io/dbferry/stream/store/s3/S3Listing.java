package io.dbferry.stream.store.s3;

import io.dbferry.stream.store.Store.Entry;
import io.dbferry.stream.store.StorePath;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Looks through the keys that begin with a prefix, in their order, page by page. */
record S3Listing(S3Client client, S3Keys keys, int pageKeys) {
    boolean hasAny(String prefix) {
        return !client.listObjectsV2(r -> r.bucket(keys.bucket()).prefix(prefix).maxKeys(1))
                .contents()
                .isEmpty();
    }

    private Iterable<ListObjectsV2Response> pages(String prefix, @Nullable String delimiter) {
        return client.listObjectsV2Paginator(
                r -> r.bucket(keys.bucket()).prefix(prefix).delimiter(delimiter).maxKeys(pageKeys));
    }

    interface Use<T, E extends Exception> {
        void of(T page) throws E;
    }

    /** What is in a folder itself, some at a time. */
    <E extends Exception> void entries(String folder, Use<List<Entry>, E> use) throws E {
        String prefix = keys.folder(folder);
        for (ListObjectsV2Response page : pages(prefix, "/")) {
            use.of(entries(page, prefix));
        }
    }

    /** Names that no path can have are not ours: anyone may have put such keys there. */
    private static List<Entry> entries(ListObjectsV2Response page, String prefix) {
        List<Entry> entries = new ArrayList<>();
        for (S3Object object : page.contents()) {
            String name = object.key().substring(prefix.length());
            // Ceph lists milliseconds, which the header of a single object does not have.
            Instant modified = object.lastModified().truncatedTo(ChronoUnit.SECONDS);
            entries.add(new Entry(name, false, object.size(), modified));
        }
        for (CommonPrefix below : page.commonPrefixes()) {
            String name =
                    below.prefix().substring(prefix.length(), below.prefix().length() - 1);
            entries.add(new Entry(name, true, 0, Instant.EPOCH));
        }
        entries.removeIf(entry -> !StorePath.isName(entry.name()));
        return entries;
    }

    /** All that is below a folder. */
    void keysBelow(String folder, Use<String, RuntimeException> use) {
        for (ListObjectsV2Response page : pages(keys.folder(folder), null)) {
            page.contents().forEach(object -> use.of(object.key()));
        }
    }

    /**
     * As of {@link io.dbferry.stream.store.FlatListing}. A page begins behind the last key of the one before, and behind all
     * of a folder whose file was found. Of a server that does not begin there, some folders are missing.
     */
    Set<String> foldersWith(String folder, String file) {
        String prefix = keys.folder(folder);
        Set<String> found = new HashSet<>();
        String after = prefix;
        while (true) {
            String begin = after;
            ListObjectsV2Response page = client.listObjectsV2(r ->
                    r.bucket(keys.bucket()).prefix(prefix).startAfter(begin).maxKeys(pageKeys));
            List<S3Object> objects = page.contents();
            for (S3Object object : objects) {
                String[] names = object.key().substring(prefix.length()).split("/", -1);
                if (names.length == 2 && names[1].equals(file)) {
                    found.add(names[0]);
                }
            }
            if (!page.isTruncated() || objects.isEmpty() || objects.get(0).key().compareTo(begin) <= 0) {
                return found;
            }
            String last = objects.get(objects.size() - 1).key();
            String name = last.substring(prefix.length()).replaceFirst("/.*", "");
            after = found.contains(name) ? prefix + name + behind('/') : last;
        }
    }

    private static char behind(char c) {
        return (char) (c + 1);
    }
}
