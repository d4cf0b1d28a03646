package io.dbferry.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Documents link to files and headings that exist, and sources name pages that exist. */
class DocumentLinksTest {
    private static final Pattern LINK =
            Pattern.compile("\\]\\(([^()\\s]*(?:\\([^()\\s]*\\)[^()\\s]*)*)(?:\\s+\"[^\"]*\")?\\)");
    private static final Pattern ABSOLUTE = Pattern.compile("[a-z][a-z0-9+.-]*:.*");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.*?)(?: +#+)? *$");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^( *)(```+|~~~+).*?^ *\\2 *$");
    private static final Pattern SPAN = Pattern.compile("(?s)(`+)(?!`)(?:(?!\n\n).)*?(?<!`)\\1(?!`)");
    /** A page as comments, scripts and units name it. */
    private static final Pattern PAGE = Pattern.compile("\\bdocs/[\\w/-]+\\.md\\b");
    /** A section of the README as messages name it. */
    private static final Pattern SECTION = Pattern.compile("README\\.md, \\\\\"([^\"\\\\]+)\\\\\"");

    private static final Set<String> NOT_OURS = Set.of("target", ".git");

    private final Path project = Path.of(System.getProperty("dbferry.project", ".."))
            .toAbsolutePath()
            .normalize();
    private final Map<Path, String> documents;

    DocumentLinksTest() throws IOException {
        documents = files(DocumentLinksTest::isDocument);
    }

    @Test
    void everyLinkLeadsToAFileAndItsHeading() {
        List<String> broken = new ArrayList<>();
        int links = 0;
        for (Map.Entry<Path, String> document : documents.entrySet()) {
            Matcher link = LINK.matcher(prose(document.getValue()));
            while (link.find()) {
                if (!ABSOLUTE.matcher(link.group(1)).matches()) {
                    links++;
                    if (!leadsSomewhere(document.getKey(), link.group(1))) {
                        broken.add(project.relativize(document.getKey()) + ": " + link.group(1));
                    }
                }
            }
        }

        assertThat(broken)
                .as("links that lead nowhere: correct the path, or the anchor, which is the heading in lower case with"
                        + " dashes")
                .isEmpty();
        assertThat(links).as("links that were looked at").isGreaterThan(100);
    }

    @Test
    void everyPageThatSourcesNameExists() throws IOException {
        Set<String> missing = new TreeSet<>();
        int named = 0;
        for (Map.Entry<Path, String> source : files(DocumentLinksTest::isSource).entrySet()) {
            Matcher page = PAGE.matcher(source.getValue());
            while (page.find()) {
                named++;
                if (!documents.containsKey(project.resolve(page.group()))) {
                    missing.add(project.relativize(source.getKey()) + ": " + page.group());
                }
            }
            Matcher section = SECTION.matcher(source.getValue());
            while (section.find()) {
                named++;
                if (!headings(documents.get(project.resolve("README.md"))).contains(section.group(1))) {
                    missing.add(project.relativize(source.getKey()) + ": " + section.group());
                }
            }
        }

        assertThat(missing)
                .as("pages and sections that sources name: correct the name there, or keep the page")
                .isEmpty();
        assertThat(named).as("pages that sources name").isGreaterThan(10);
    }

    @Test
    void anchorsAreThoseThatRenderersMake() {
        assertThat(anchors(
                        "# The sender's key\n## 2. On the receiver: `depot`, *and* [more](x.md)\n## Again\n## Again\n"
                                + "```\n# no heading\n```\n"))
                .containsExactlyInAnyOrder("the-senders-key", "2-on-the-receiver-depot-and-more", "again", "again-1");
    }

    private boolean leadsSomewhere(Path document, String link) {
        int hash = link.indexOf('#');
        String path = hash < 0 ? link : link.substring(0, hash);
        Path target = path.isEmpty() ? document : document.resolveSibling(path).normalize();
        if (!target.startsWith(project) || !Files.exists(target)) {
            return false;
        }
        return hash < 0 || anchors(documents.getOrDefault(target, "")).contains(link.substring(hash + 1));
    }

    private static List<String> headings(String document) {
        return HEADING.matcher(BLOCK.matcher(document).replaceAll(""))
                .results()
                .map(heading -> heading.group(1).replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1"))
                .toList();
    }

    /** The anchors of a document's headings, as GitHub and GitLab make them. */
    private static Set<String> anchors(String document) {
        Set<String> anchors = new HashSet<>();
        for (String heading : headings(document)) {
            String anchor = heading.toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N}\\-_ ]", "")
                    .replace(' ', '-');
            String free = anchor;
            for (int i = 1; !anchors.add(free); i++) {
                free = anchor + "-" + i;
            }
        }
        return anchors;
    }

    /** A document without its code: brackets mean nothing there. */
    private static String prose(String document) {
        return SPAN.matcher(BLOCK.matcher(document).replaceAll("")).replaceAll("");
    }

    private static boolean isDocument(Path file) {
        return file.toString().endsWith(".md");
    }

    private static boolean isSource(Path file) {
        String folder = file.getName(0).toString();
        return file.toString().endsWith(".java") || folder.equals("packaging") || folder.equals("bench");
    }

    /** The files of the project, without what is built, whose path below it is wanted. */
    private Map<Path, String> files(Predicate<Path> wanted) throws IOException {
        Map<Path, String> all = new TreeMap<>();
        Files.walkFileTree(project, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return !folder.equals(project)
                                && NOT_OURS.contains(folder.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (wanted.test(project.relativize(file))) {
                    all.put(file, Files.readString(file));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return all;
    }
}
