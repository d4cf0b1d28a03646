package io.dbferry.page;

import java.util.List;

/** The list of the configs of a folder, each with a link to its page. */
public final class ConfigsPage {
    private ConfigsPage() {}

    /** @param state as a class of {@link PageStyle} */
    public record Row(String name, String state, String text) {}

    public static String html(List<Row> rows) {
        Html html = new Html();
        html.begin("html", "lang", "en");
        StatusPage.head(html, StatusPage.REFRESH_SECONDS, "DbFerry");
        html.begin("body").begin("main").element("h1", "DbFerry: " + rows.size() + " configs");
        html.begin("div", "class", "scroll").begin("table").begin("thead").begin("tr");
        html.element("th", "Config", "scope", "col").element("th", "State", "scope", "col");
        html.element("th", "", "scope", "col").end().end().begin("tbody");
        for (Row row : rows) {
            html.begin("tr").begin("th", "scope", "row");
            html.element("a", row.name(), "href", "./" + row.name() + "/").end();
            html.element("td", row.state(), "class", row.state());
            html.element("td", row.text(), "class", "wide").endLine();
        }
        html.end().end().endLine();
        html.begin("p").element("a", "metrics", "href", "metrics").say(", ");
        html.element("a", "health", "href", "health").end();
        html.end().end().endLine();
        return "<!DOCTYPE html>\n" + html;
    }
}
