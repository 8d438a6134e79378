package dev.maskwright.exporter.inspect;

import dev.maskwright.models.text.Markup;
import java.util.List;
import java.util.Locale;

/** An HTML page that shows a profile: one self-contained file with a bar for each operator. */
public final class ProfilePage {

    private static final String[] COLOURS = {"#3b78b8", "#c07f1f", "#43914a", "#8a50a8", "#bf4b4b", "#2f8c8c", "#777777"
    };

    private static final String HEAD = """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>%1$s</title>
            <style>
            :root { color-scheme: light dark; --line: #8884; --least: light-dark(#0007, #fffb); }
            body { font: 14px/1.5 system-ui, sans-serif; max-width: 1100px; margin: 2em auto; padding: 0 1em; }
            h1 { font-size: 1.4em; } h2 { font-size: 1.1em; margin-top: 2em; }
            table { border-collapse: collapse; width: 100%%; } td, th { padding: 2px 8px; text-align: right; white-space: nowrap; }
            th { border-bottom: 1px solid var(--line); font-weight: 600; } tr:hover td { background: #8881; }
            td:first-child, th:first-child, td:nth-child(2), th:nth-child(2) { text-align: left; }
            td:first-child { max-width: 24em; overflow: hidden; text-overflow: ellipsis; }
            .bar { position: relative; height: 12px; min-width: 180px; } .bar i { position: absolute; left: 0; top: 0; bottom: 0; border-radius: 2px; }
            .bar b { position: absolute; top: -2px; bottom: -2px; width: 2px; background: var(--least); }
            .scroll { overflow-x: auto; }
            </style></head><body>
            <h1>%1$s</h1>
            <p>%2$s</p>
            """;

    private ProfilePage() {}

    /**
     * The page as HTML.
     *
     * @param title what was measured, and where
     */
    public static String of(Profile profile, Roof roof, String title) {
        List<String> kinds = List.copyOf(profile.microsByKind().keySet());
        StringBuilder html = new StringBuilder(HEAD.formatted(Markup.escaped(title), summary(profile, roof)));
        html.append("<h2>By kind of operator</h2><div class=\"scroll\"><table>")
                .append("<tr><th>operator</th><th></th><th>µs</th><th>share</th></tr>\n");
        double longest = profile.microsByKind().values().iterator().next();
        profile.microsByKind()
                .forEach((kind, micros) -> html.append(row(
                        Markup.escaped(kind),
                        bar(micros / longest, 0, colour(kinds.indexOf(kind))),
                        number("%,.0f", micros),
                        share(micros / profile.operatorMicros()))));
        html.append("</table></div>\n<h2>In the order in which they run</h2><div class=\"scroll\"><table>")
                .append("<tr><th>layer</th><th></th><th>operator</th><th>gives</th><th>µs</th><th>share</th>")
                .append("<th>multiply-adds</th><th>10⁹ a second</th><th>of the roof</th><th>bound by</th></tr>\n");
        double slowest = profile.operators().stream()
                .mapToDouble(OperatorTime::micros)
                .max()
                .orElse(1);
        for (OperatorTime operator : profile.operators()) {
            double least = roof.leastMicros(operator);
            html.append(row(
                    "<span title=\"" + Markup.escaped(operator.name()) + "\">" + Markup.escaped(operator.name())
                            + "</span>",
                    bar(operator.micros() / slowest, least / slowest, colour(kinds.indexOf(operator.operator()))),
                    Markup.escaped(operator.operator()),
                    operator.shape(),
                    number("%,.0f", operator.micros()),
                    share(operator.micros() / profile.operatorMicros()),
                    operator.multiplyAdds() == 0 ? "" : number("%,.1f M", operator.multiplyAdds() / 1e6),
                    operator.multiplyAdds() == 0
                            ? ""
                            : number("%,.0f", operator.multiplyAdds() / operator.micros() / 1e3),
                    share(least / operator.micros()),
                    roof.isBoundByMemory(operator) ? "memory" : "arithmetic"));
        }
        return html.append("</table></div></body></html>\n").toString();
    }

    /** The last one combines all kinds that take little time. */
    private static String colour(int rank) {
        return COLOURS[Math.min(rank, COLOURS.length - 1)];
    }

    private static String summary(Profile profile, Roof roof) {
        return Markup.escaped(("A run takes %s µs, %s µs of them in %d operators (medians of %d runs). This"
                        + " machine does %s × 10⁹ multiply-adds a second in float and %s × 10⁹ in int8,"
                        + " and copies %s GB/s in memory; the dark (or white) line in a bar is the least"
                        + " time that these allow. All operators together reach %s of it.")
                .formatted(
                        number("%,.0f", profile.runMicros()),
                        number("%,.0f", profile.operatorMicros()),
                        profile.operators().size(),
                        profile.runs(),
                        number("%.0f", roof.floatRate() / 1e9),
                        number("%.0f", roof.integerRate() / 1e9),
                        number("%.1f", roof.bandwidth().lastEntry().getValue() / 1e9),
                        share(profile.ofRoof(roof))));
    }

    private static String row(String... cells) {
        return "<tr><td>" + String.join("</td><td>", cells) + "</td></tr>\n";
    }

    private static String bar(double share, double least, String colour) {
        String mark = least > 0 ? String.format(Locale.ROOT, "<b style=\"left:%.2f%%\"></b>", 100 * least) : "";
        return String.format(
                Locale.ROOT,
                "<div class=\"bar\"><i style=\"width:%.2f%%;background:%s\"></i>%s</div>",
                100 * share,
                colour,
                mark);
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    private static String share(double value) {
        return number("%.1f %%", 100 * value);
    }
}
