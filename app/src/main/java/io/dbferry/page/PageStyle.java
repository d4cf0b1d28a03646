package io.dbferry.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The style sheet, and the header by which browsers take nothing else. */
public final class PageStyle {
    /** Every pair of text and ground has a contrast of 4.5 or more, as WCAG AA asks. */
    static final String SHEET = """
            :root{color-scheme:light dark;--ground:#ffffff;--card:#f6f8fa;--line:#d0d7de;--text:#1b1f24;--muted:#57606a;\
            --well:#116329;--late:#7d4e00;--failing:#a40e26;--empty:#57606a;--link:#0550ae;--plot:#0550ae}
            @media (prefers-color-scheme:dark){:root{--ground:#0d1117;--card:#161b22;--line:#30363d;--text:#e6edf3;\
            --muted:#9198a1;--well:#56d364;--late:#e3b341;--failing:#ff7b72;--empty:#9198a1;--link:#79c0ff;--plot:#79c0ff}}
            *{box-sizing:border-box}
            body{margin:0;background:var(--ground);color:var(--text);font:16px/1.5 system-ui,sans-serif}
            main,header,footer{max-width:80rem;margin:0 auto;padding:0 1rem}
            header{padding-top:1rem}
            h1{font-size:1rem;font-weight:600;margin:0;overflow-wrap:anywhere}
            h2{font-size:1.1rem;margin:2rem 0 .5rem}
            p{margin:.25rem 0}
            a{color:var(--link)}
            .muted{color:var(--muted)}
            .verdict{margin:1rem 0;padding:1rem;border:1px solid var(--line);border-left:.5rem solid;border-radius:.5rem;\
            background:var(--card)}
            .verdict p{color:var(--text);overflow-wrap:anywhere}
            .verdict .big{font-size:1.35rem;font-weight:600;line-height:1.3}
            .well{color:var(--well)}.late{color:var(--late)}.failing{color:var(--failing)}.empty{color:var(--empty)}
            .hint{font-weight:600}
            dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(10rem,1fr));gap:.5rem;margin:0}
            dl div{background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:.5rem .75rem}
            dt{color:var(--muted);font-size:.85rem}
            dd{margin:0;font-weight:600;overflow-wrap:anywhere}dd.muted{font-weight:400;font-size:.85rem}
            .scroll{overflow-x:auto;border:1px solid var(--line);border-radius:.5rem}
            .scroll:focus-visible,a:focus-visible{outline:3px solid var(--link);outline-offset:2px}
            table{border-collapse:collapse;width:100%;font-size:.9rem}
            th,td{text-align:left;padding:.35rem .75rem;border-bottom:1px solid var(--line);vertical-align:top}
            tbody tr:last-child td,tbody tr:last-child th{border-bottom:0}
            th{background:var(--card);font-weight:600}
            tbody th{background:none;font-weight:600}
            th,.n,time,.name{white-space:nowrap}
            .n{text-align:right;font-variant-numeric:tabular-nums}
            .wide{min-width:16rem;overflow-wrap:anywhere}
            pre{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit;margin:.25rem 0}
            article{border:1px solid var(--line);border-left:.35rem solid var(--failing);border-radius:.5rem;\
            padding:.5rem .75rem;margin:.5rem 0;background:var(--card)}
            article h3{margin:0;font-size:1rem}
            svg{display:block;width:100%;height:auto}
            svg text{fill:var(--muted);font-size:13px}
            rect{shape-rendering:crispEdges}
            .grid{stroke:var(--line)}.lag{fill:none;stroke:var(--plot);stroke-width:2}.area{fill:var(--plot);opacity:.15}
            .dot{fill:var(--plot)}
            rect.well{fill:var(--well)}rect.late{fill:var(--late)}rect.failing{fill:var(--failing)}rect.empty{fill:var(--empty)}
            footer{padding-top:2rem;padding-bottom:2rem;font-size:.9rem}
            @media (max-width:40rem){th,td{padding:.35rem .5rem}svg text{font-size:26px}.verdict .big{font-size:1.2rem}}
            """;

    private PageStyle() {}

    /** Lets the style sheet in, and nothing else at all. */
    public static String policy() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(SHEET.getBytes(UTF_8));
            return "default-src 'none'; style-src 'sha256-"
                    + Base64.getEncoder().encodeToString(hash)
                    + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
