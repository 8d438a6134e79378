package dev.maskwright.exporter.inspect;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.maskwright.models.text.Markup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A picture of a graph for people: a block for each scope of the network, with its operators, what it gives, its
 * parameters and its share of the multiply-adds as a bar. The blocks of one part of the network share a colour. The
 * file is self-contained.
 */
public final class GraphPicture {

    private static final double BOX_HEIGHT = 62;
    private static final double PILL_HEIGHT = 40;
    private static final double MARGIN = 28;
    private static final double HEADING = 76;

    /** Tensors with fewer elements are not parameters but constants of formulas. */
    private static final int LEAST_SHOWN = 8;

    private static final String LEGEND =
            "A bar shows the block's multiply-adds relative to those of the largest block. Point"
                    + " at a block for all its figures.";

    /** Fill and stroke. */
    private static final String[][] COLOURS = {
        {"#e3eefb", "#3b78b8"},
        {"#e6f4e4", "#43914a"},
        {"#fdf0dc", "#c07f1f"},
        {"#f3e7f8", "#8a50a8"},
        {"#fbe5e5", "#bf4b4b"},
        {"#e2f3f3", "#2f8c8c"},
        {"#eeeeee", "#777777"}
    };

    private static final String[] PILL = {"#3a3f47", "#3a3f47"};

    private GraphPicture() {}

    /**
     * Draws a graph as an SVG document.
     *
     * @param title the title of the picture
     */
    public static String svg(ModelProto model, MeasuredShapes shapes, String title) {
        Blocks blocks = Blocks.of(model.getGraph(), shapes);
        List<Block> all = blocks.blocks();
        double[] widths = all.stream().mapToDouble(GraphPicture::width).toArray();
        double[] heights = all.stream().mapToDouble(GraphPicture::height).toArray();
        LayeredLayout.Result layout = LayeredLayout.of(widths, heights, new ArrayList<>(blocks.arrows()));
        long most =
                Math.max(1, all.stream().mapToLong(Block::multiplyAdds).max().orElse(1));
        long sum = all.stream().mapToLong(Block::multiplyAdds).sum();
        Map<String, String[]> colours = colours(all);
        String heading = heading(model, all, sum, shapes);
        double width = Math.max(layout.width(), Math.max(7.2 * heading.length(), 6 * LEGEND.length())) + 2 * MARGIN;
        double left = (width - layout.width()) / 2;
        double height = layout.height() + 2 * MARGIN + HEADING;
        StringBuilder svg = new StringBuilder(head(width, height, title, heading));
        svg.append(format("<g transform=\"translate(%.1f %.1f)\">\n", left, MARGIN + HEADING));
        layout.lines().values().forEach(line -> svg.append(path(line)));
        for (int i = 0; i < all.size(); i++) {
            String[] colour = all.get(i).kind() == Block.Kind.NODES
                    ? colours.getOrDefault(part(all.get(i)), COLOURS[COLOURS.length - 1])
                    : PILL;
            svg.append(box(all.get(i), layout.boxes().get(i), colour, most, sum));
        }
        return svg.append("</g>\n</svg>\n").toString();
    }

    private static String heading(ModelProto model, List<Block> all, long multiplyAdds, MeasuredShapes shapes) {
        return format(
                "%d nodes in %d blocks, %s parameters, %s multiply-adds at %s",
                model.getGraph().getNodeCount(),
                all.stream().filter(block -> block.kind() == Block.Kind.NODES).count(),
                count(all.stream().mapToLong(Block::parameters).sum()),
                count(multiplyAdds),
                shapes.inputs().values().stream().map(GraphPicture::shape).collect(Collectors.joining(", ")));
    }

    /** The title above the graph, and the marker for the heads of its arrows. */
    private static String head(double width, double height, String title, String heading) {
        return format(
                """
                <svg xmlns="http://www.w3.org/2000/svg" width="%.0f" height="%.0f" viewBox="0 0 %.0f %.0f" font-family="system-ui, 'DejaVu Sans', Arial, sans-serif">
                <title>%s</title>
                <defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" fill="#8a8f98"/></marker></defs>
                <rect width="100%%" height="100%%" fill="#ffffff"/>
                <text x="%.0f" y="%.0f" font-size="19" font-weight="600" fill="#22262b">%s</text>
                <text x="%.0f" y="%.0f" font-size="13" fill="#5a616b">%s</text>
                <text x="%.0f" y="%.0f" font-size="11" fill="#8a8f98">%s</text>
                """,
                width,
                height,
                width,
                height,
                Markup.escaped(title),
                MARGIN,
                MARGIN + 14,
                Markup.escaped(title),
                MARGIN,
                MARGIN + 36,
                Markup.escaped(heading),
                MARGIN,
                MARGIN + 53,
                LEGEND);
    }

    /** The same picture as an HTML page. */
    public static String html(ModelProto model, MeasuredShapes shapes, String title) {
        return """
                <!DOCTYPE html>
                <html lang="en"><head><meta charset="utf-8"><title>%s</title>
                <style>body { margin: 0; text-align: center; background: #fff }</style></head>
                <body>
                %s</body></html>
                """.formatted(Markup.escaped(title), svg(model, shapes, title));
    }

    private static String box(Block block, LayeredLayout.Box box, String[] colour, long most, long sum) {
        String inside = block.kind() == Block.Kind.NODES
                ? nodes(block, box, colour, (double) block.multiplyAdds() / most)
                : pill(block, box, colour);
        return "<g><title>%s</title>%s</g>\n".formatted(Markup.escaped(hint(block, sum)), inside);
    }

    /** An input or output of the graph. */
    private static String pill(Block block, LayeredLayout.Box box, String[] colour) {
        return format(
                """
                <rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" rx="20" fill="%s"/>\
                <text x="%.1f" y="%.1f" font-size="13" font-weight="600" fill="#fff" text-anchor="middle">%s</text>\
                <text x="%.1f" y="%.1f" font-size="11" fill="#d5d9df" text-anchor="middle">%s</text>""",
                box.centre() - box.width() / 2,
                box.top(),
                box.width(),
                box.height(),
                colour[0],
                box.centre(),
                box.top() + 17,
                Markup.escaped(block.name()),
                box.centre(),
                box.top() + 32,
                Markup.escaped(gives(block)));
    }

    /** @param share relative to the multiply-adds of the block that has most, 0..1 */
    private static String nodes(Block block, LayeredLayout.Box box, String[] colour, double share) {
        double x = box.centre() - box.width() / 2;
        return format(
                """
                <rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" rx="6" fill="%s" stroke="%s"/>\
                <rect x="%.1f" y="%.1f" width="%.1f" height="4" fill="%s"/>\
                <text x="%.1f" y="%.1f" font-size="13" font-weight="600" fill="#22262b">%s</text>\
                <text x="%.1f" y="%.1f" font-size="11" fill="#3f454d">%s</text>\
                <text x="%.1f" y="%.1f" font-size="11" fill="#6a717b">%s</text>""",
                x,
                box.top(),
                box.width(),
                box.height(),
                colour[0],
                colour[1],
                x + 6,
                box.top() + box.height() - 7,
                Math.max(0, share * (box.width() - 12)),
                colour[1],
                x + 10,
                box.top() + 17,
                Markup.escaped(block.name()),
                x + 10,
                box.top() + 32,
                Markup.escaped(operators(block)),
                x + 10,
                box.top() + 47,
                Markup.escaped(figures(block)));
    }

    private static String path(LayeredLayout.Line line) {
        List<LayeredLayout.Point> points = line.points();
        StringBuilder d = new StringBuilder(
                format("M%.1f %.1f", points.get(0).x(), points.get(0).y()));
        for (int i = 1; i < points.size(); i++) {
            LayeredLayout.Point from = points.get(i - 1);
            LayeredLayout.Point to = points.get(i);
            if (Math.abs(from.x() - to.x()) < 0.5) {
                d.append(format("L%.1f %.1f", to.x(), to.y()));
            } else {
                double half = (to.y() - from.y()) / 2;
                d.append(format(
                        "C%.1f %.1f %.1f %.1f %.1f %.1f",
                        from.x(), from.y() + half, to.x(), to.y() - half, to.x(), to.y()));
            }
        }
        return "<path d=\"%s\" fill=\"none\" stroke=\"#8a8f98\" stroke-width=\"1.4\" marker-end=\"url(#head)\"/>\n"
                .formatted(d);
    }

    private static double width(Block block) {
        double title = 8.3 * block.name().length();
        double operators = 6.5 * operators(block).length();
        double figures = 6.5 * figures(block).length();
        return block.kind() == Block.Kind.NODES
                ? Math.max(130, Math.max(title, Math.max(operators, figures)) + 20)
                : Math.max(110, Math.max(title, 6.5 * gives(block).length()) + 32);
    }

    private static double height(Block block) {
        return block.kind() == Block.Kind.NODES ? BOX_HEIGHT : PILL_HEIGHT;
    }

    /** The most frequent operators, enough to show what it does. */
    private static String operators(Block block) {
        String first = block.operators().entrySet().stream()
                .limit(3)
                .map(entry -> entry.getValue() == 1 ? entry.getKey() : entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
        return block.operators().size() > 3 ? first + ", \u2026" : first;
    }

    private static String figures(Block block) {
        List<String> figures = new ArrayList<>();
        figures.add("\u2192 " + gives(block));
        if (block.parameters() >= LEAST_SHOWN) {
            figures.add(count(block.parameters()) + " par.");
        }
        if (block.multiplyAdds() > 0) {
            figures.add(count(block.multiplyAdds()) + " mult-adds");
        }
        return String.join(" \u00b7 ", figures);
    }

    private static String gives(Block block) {
        return block.shapes().stream().limit(2).collect(Collectors.joining(", "))
                + (block.shapes().size() > 2 ? ", \u2026" : "");
    }

    /** All figures, shown when the pointer is on the block. */
    private static String hint(Block block, long sum) {
        String operators = block.operators().entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "%s\n%s\ngives %s\n%,d parameters\n%,d multiply-adds (%.1f %%)",
                block.name(),
                operators,
                String.join(", ", block.shapes()),
                block.parameters(),
                block.multiplyAdds(),
                100.0 * block.multiplyAdds() / Math.max(1, sum));
    }

    /** By part of the network: its colour. */
    private static Map<String, String[]> colours(List<Block> blocks) {
        Map<String, String[]> colours = new LinkedHashMap<>();
        for (Block block : blocks) {
            if (block.kind() == Block.Kind.NODES) {
                colours.computeIfAbsent(part(block), part -> COLOURS[colours.size() % COLOURS.length]);
            }
        }
        return colours;
    }

    private static String part(Block block) {
        return block.name().split("\\.", 2)[0];
    }

    private static String shape(List<Long> sizes) {
        return sizes.stream().map(String::valueOf).collect(Collectors.joining("\u00d7"));
    }

    /** Three digits and a unit: 12.3 k. */
    static String count(long number) {
        if (number < 1000) {
            return String.valueOf(number);
        }
        String[] units = {"k", "M", "G", "T"};
        double value = number;
        int unit = -1;
        while (value >= 999.5 && unit < units.length - 1) {
            value /= 1000;
            unit++;
        }
        return format(value < 9.995 ? "%.2f %s" : value < 99.95 ? "%.1f %s" : "%.0f %s", value, units[unit]);
    }

    private static String format(String template, Object... values) {
        return String.format(Locale.ROOT, template, values);
    }
}
