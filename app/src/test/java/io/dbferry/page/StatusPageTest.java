package io.dbferry.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dbferry.status.model.LagPoint;
import io.dbferry.status.model.StatusExamples;
import io.dbferry.status.model.StatusModel;
import io.dbferry.status.model.Verdict.Level;
import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class StatusPageTest {
    @Test
    void everyExampleIsAsItWas() throws Exception {
        for (Map.Entry<String, StatusModel> example : StatusExamples.all().entrySet()) {
            StatusExamples.GOLDEN.assertSame(
                    example.getKey() + ".html",
                    page(example.getValue()).replaceFirst("(?s)<style>.*</style>", "<style></style>"));
        }
    }

    @Test
    void foreignTextCannotBecomeMarkup() throws Exception {
        for (StatusModel example : StatusExamples.all().values()) {
            String html = page(example);
            Document document = parse(html);

            assertThat(elements(document, "script")).isEmpty();
            assertThat(html).doesNotContain("\u202e", "\u001b");
            for (Element element : elements(document, "*")) {
                for (int i = 0; i < element.getAttributes().getLength(); i++) {
                    assertThat(element.getAttributes().item(i).getNodeName())
                            .doesNotStartWith("on")
                            .isNotEqualTo("style");
                }
            }
            for (Element link : elements(document, "a")) {
                assertThat(link.getAttribute("href")).matches("\\./|[a-z.]+");
            }
            assertThat(elements(document, "img")).isEmpty();
            assertThat(elements(document, "link")).isEmpty();
        }
        assertThat(page(StatusExamples.named("receiver-failing")))
                .contains("cannot go on: &lt;script&gt;alert(&#39;&amp;&quot;&#39;)&lt;/script&gt;\\u202e\\u001b[31m");
    }

    @Test
    void policyLetsInTheStyleSheetOfThePageAndNothingElse() throws Exception {
        String html = page(StatusExamples.named("sender-well"));
        String sheet = html.substring(html.indexOf("<style>") + 7, html.indexOf("</style>"));
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(sheet.getBytes(UTF_8));

        assertThat(PageStyle.policy())
                .startsWith("default-src 'none'; style-src 'sha256-"
                        + Base64.getEncoder().encodeToString(hash) + "'; ");
    }

    @Test
    void readersOfEveryKindFindTheirWay() throws Exception {
        for (StatusModel example : StatusExamples.all().values()) {
            Document document = parse(page(example));

            assertThat(document.getDocumentElement().getAttribute("lang")).isEqualTo("en");
            assertThat(elements(document, "main")).hasSize(1);
            assertThat(elements(document, "h1")).hasSize(1);
            assertThat(elements(document, "title")).isNotEmpty();
            for (Element cell : elements(document, "th")) {
                assertThat(cell.getAttribute("scope")).isIn("col", "row");
            }
            for (Element svg : elements(document, "svg")) {
                assertThat(svg.getAttribute("role")).isEqualTo("img");
                assertThat(svg.getElementsByTagName("title").getLength()).isPositive();
            }
        }
    }

    @Test
    void everyColourOfTextStandsOutFromItsGround() {
        List<Map<String, String>> schemes = List.of(colours(0), colours(1));
        for (Map<String, String> scheme : schemes) {
            for (String text : List.of("text", "muted", "well", "late", "failing", "empty", "link")) {
                for (String ground : List.of("ground", "card")) {
                    assertThat(contrast(
                                    Objects.requireNonNull(scheme.get(text)),
                                    Objects.requireNonNull(scheme.get(ground))))
                            .as(text + " on " + ground + " of " + scheme)
                            .isGreaterThanOrEqualTo(4.5);
                }
            }
        }
    }

    @Test
    void plotLeavesGapsWhereNothingIsKnown() {
        StatusModel well = StatusExamples.named("receiver-well");
        List<LagPoint> points = new ArrayList<>();
        for (int i = 40; i >= 0; i--) {
            Long lag = i >= 20 && i < 25 ? null : Long.valueOf(60L * i);
            points.add(new LagPoint(
                    StatusExamples.NOW.minus(LagPoint.STEP.multipliedBy(i)), lag, i == 30 ? Level.LATE : Level.WELL));
        }
        String html = new StatusPage(well, points, "DbFerry 1.0", StatusExamples.NOW).html(true);

        Matcher path = Pattern.compile("class=\"lag\" d=\"([^\"]+)\"").matcher(html);
        assertThat(path.find()).isTrue();
        assertThat(path.group(1).chars().filter(c -> c == 'M').count()).isEqualTo(2);
        assertThat(html)
                .contains("At most 40 min behind; late or failing for 5 min.")
                .contains("<rect class=\"late\"");
    }

    @Test
    void oldStatusIsSaidToBeOld() {
        StatusModel well = StatusExamples.named("receiver-well");

        assertThat(new StatusPage(well, List.of(), "v", StatusExamples.NOW.plus(Duration.ofMinutes(30))).html(true))
                .contains("This is 30 min old: the daemon has not been able to read the status since then");
        assertThat(new StatusPage(well, List.of(), "v", StatusExamples.NOW.plus(Duration.ofMinutes(2))).html(true))
                .contains("http-equiv=\"refresh\" content=\"3\"");
        assertThat(new StatusPage(well, List.of(), "v", StatusExamples.NOW).html(false))
                .doesNotContain("refresh");
    }

    private static String page(StatusModel status) {
        return new StatusPage(status, List.of(LagPoint.of(status)), "DbFerry 1.0", StatusExamples.NOW).html(true);
    }

    private static Document parse(String html) throws Exception {
        String text = html.replaceFirst("<!DOCTYPE html>\n", "").replaceFirst("(?s)<style>.*</style>", "");
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(text.getBytes(UTF_8)));
    }

    private static List<Element> elements(Document document, String tag) {
        NodeList found = document.getElementsByTagName(tag);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }

    private static Map<String, String> colours(int scheme) {
        String sheet = PageStyle.SHEET.split(":root\\{")[scheme + 1];
        Matcher colour = Pattern.compile("--(\\w+):#([0-9a-f]{6})").matcher(sheet.substring(0, sheet.indexOf('}')));
        Map<String, String> colours = new java.util.TreeMap<>();
        while (colour.find()) {
            colours.put(colour.group(1), colour.group(2));
        }
        return colours;
    }

    /** As WCAG 2 defines it. */
    private static double contrast(String one, String other) {
        double a = luminance(one);
        double b = luminance(other);
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    private static double luminance(String colour) {
        double[] part = new double[3];
        for (int i = 0; i < 3; i++) {
            double c = Integer.parseInt(colour.substring(2 * i, 2 * i + 2), 16) / 255.0;
            part[i] = c <= 0.03928 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
        }
        return 0.2126 * part[0] + 0.7152 * part[1] + 0.0722 * part[2];
    }
}
