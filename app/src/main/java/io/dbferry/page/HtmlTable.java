package io.dbferry.page;

/** A table that scrolls by itself where it is wider than the screen. */
final class HtmlTable {
    private final Html html;
    private boolean inRow;

    private HtmlTable(Html html) {
        this.html = html;
    }

    /** @param heads those with {@code #} in front stand over numbers */
    static HtmlTable begin(Html html, String name, String... heads) {
        html.begin("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", name);
        html.begin("table").begin("thead").begin("tr");
        for (String head : heads) {
            if (head.startsWith("#")) {
                html.element("th", head.substring(1), "scope", "col", "class", "n");
            } else {
                html.element("th", head, "scope", "col");
            }
        }
        html.end().end().begin("tbody");
        return new HtmlTable(html);
    }

    /** A new row: its name, and cells behind it. */
    HtmlTable row(String name, String... cells) {
        endRow();
        html.begin("tr").element("th", name, "scope", "row");
        inRow = true;
        for (String cell : cells) {
            cell(cell);
        }
        return this;
    }

    HtmlTable cell(String text) {
        html.element("td", text, "class", "name");
        return this;
    }

    HtmlTable wide(String text) {
        html.element("td", text, "class", "wide");
        return this;
    }

    HtmlTable number(String text) {
        html.element("td", text, "class", "n");
        return this;
    }

    private void endRow() {
        if (inRow) {
            html.endLine();
            inRow = false;
        }
    }

    void end() {
        endRow();
        html.end().end().endLine();
    }
}
