package dev.maskwright.cli.camera;

import dev.maskwright.camera.CountOptions;
import dev.maskwright.camera.CountedLine;
import dev.maskwright.cli.terminal.Console;
import dev.maskwright.sdk.geometry.Point;
import dev.maskwright.sdk.geometry.Polygon;
import dev.maskwright.sdk.video.Zone;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** Options for lines and zones in which to count. */
final class PlaceOptions {

    @Option(
            names = "--line",
            paramLabel = "NAME:X1,Y1,X2,Y2",
            description = {
                "Count what crosses this line, by class and direction: forward is from left to right, looking "
                        + "along the line.",
                "Positions are fractions of width and height, 0..1. May be given several times."
            })
    private List<String> lines = new ArrayList<>();

    @Option(
            names = "--zone",
            paramLabel = "NAME:X,Y,X,Y,X,Y...",
            description = {
                "Report how much of this polygon each class covers, and lasting changes: taken, put back, "
                        + "filled, emptied.",
                "May be given several times."
            })
    private List<String> zones = new ArrayList<>();

    @Option(
            names = "--class",
            paramLabel = "NAME",
            description = "Count only this class at lines and in zones. May be given several times (by default, all).")
    private List<String> classes = new ArrayList<>();

    /** The requested lines and zones; rejects those outside the picture. */
    CountOptions read(Console console) {
        return console.checked(() -> {
            List<CountedLine> countedLines = new ArrayList<>();
            for (String text : lines) {
                List<Point> ends = points("--line", text, 2, 2);
                countedLines.add(new CountedLine(name(text), ends.get(0), ends.get(1)));
            }
            List<Zone> countedZones = new ArrayList<>();
            for (String text : zones) {
                countedZones.add(new Zone(name(text), new Polygon(points("--zone", text, 3, Integer.MAX_VALUE))));
            }
            requireDifferent(
                    "--line", countedLines.stream().map(CountedLine::name).toList());
            requireDifferent("--zone", countedZones.stream().map(Zone::name).toList());
            CountOptions options = CountOptions.of(countedLines, countedZones);
            if (options.isEmpty() && !classes.isEmpty()) {
                throw new IllegalArgumentException("--class says what is counted at a --line or in a --zone; add one");
            }
            return options.withClasses(classes);
        });
    }

    private static void requireDifferent(String option, List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new IllegalArgumentException(
                        "%s: '%s' occurs twice; give each a unique name".formatted(option, name));
            }
        }
    }

    private static String name(String text) {
        return text.substring(0, text.lastIndexOf(':'));
    }

    private static List<Point> points(String option, String text, int least, int most) {
        int colon = text.lastIndexOf(':');
        String[] numbers = text.substring(colon + 1).split(",", -1);
        List<Point> points = new ArrayList<>();
        try {
            for (int i = 0; i + 1 < numbers.length; i += 2) {
                points.add(new Point(Double.parseDouble(numbers[i]), Double.parseDouble(numbers[i + 1])));
            }
        } catch (NumberFormatException e) {
            points.clear();
        }
        if (colon < 1 || numbers.length % 2 != 0 || points.size() < least || points.size() > most) {
            throw new IllegalArgumentException("%s: expected %s but was '%s'"
                    .formatted(option, most == 2 ? "NAME:X1,Y1,X2,Y2" : "NAME:X,Y,X,Y,X,Y...", text));
        }
        return points;
    }
}
