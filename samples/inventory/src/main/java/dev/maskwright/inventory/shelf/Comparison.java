package dev.maskwright.inventory.shelf;

import dev.maskwright.inventory.capture.Alignment;
import dev.maskwright.sdk.geometry.Box;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Compares a scan with the known regions of a shelf. A region matches a known one if both have the same class and their
 * boxes overlap after the earlier picture is aligned with the new one; unmatched regions on both sides with the same
 * class and about the same size have moved. Regions outside the new picture, because the camera was moved, are neither
 * missing nor new.
 *
 * @param changes the reported changes, in the order of the given classes and regions
 * @param things the current regions of the shelf, in the coordinates of this scan
 * @param gone ids of regions that are removed
 */
public record Comparison(List<Change> changes, List<Thing> things, List<Long> gone) {

    private static final double LEAST_IOU = 0.2;
    private static final double IN_PLACE = 0.5; // of the boxes' intersection over union: moved by less than a third
    private static final double MOST_RATIO = 1.6; // of the areas of one object in two places
    private static final double IN_VIEW = 0.98; // of a box, or its area says nothing

    public Comparison {
        changes = List.copyOf(changes);
        things = List.copyOf(things);
        gone = List.copyOf(gone);
    }

    /** The first scan of a shelf: everything is known, and nothing has appeared. */
    public static Comparison first(List<Seen> seen) {
        return new Comparison(List.of(), seen.stream().map(Thing::of).toList(), List.of());
    }

    /**
     * Compares the known regions of a shelf with those of a scan.
     *
     * @param alignment of the scan with the last one
     */
    public static Comparison of(List<Thing> known, List<Seen> seen, Alignment alignment, CompareOptions options) {
        return new Matching(known, seen, alignment, options).compare();
    }

    private record Pair(int thing, int seen, double cost) {}

    /** The work of one comparison. */
    private static final class Matching {

        private final List<Thing> known;
        private final List<Seen> seen;
        private final Alignment alignment;
        private final CompareOptions options;
        private final Pair[] pairOf; // by thing
        private final boolean[] isTaken; // by region
        private final boolean[] isMoved; // by thing
        private final List<Change> changes = new ArrayList<>();
        private final List<Thing> things = new ArrayList<>();
        private final List<Long> gone = new ArrayList<>();

        Matching(List<Thing> known, List<Seen> seen, Alignment alignment, CompareOptions options) {
            this.known = known.stream()
                    .map(thing -> thing.at(shifted(thing.box(), alignment.dx(), alignment.dy())))
                    .toList();
            this.seen = seen;
            this.alignment = alignment;
            this.options = options;
            pairOf = new Pair[known.size()];
            isTaken = new boolean[seen.size()];
            isMoved = new boolean[known.size()];
        }

        Comparison compare() {
            pairInPlace();
            pairMoved();
            for (int i = 0; i < known.size(); i++) {
                if (pairOf[i] == null) {
                    miss(known.get(i));
                } else {
                    see(known.get(i), seen.get(pairOf[i].seen), isMoved[i]);
                }
            }
            for (int j = 0; j < seen.size(); j++) {
                if (!isTaken[j]) {
                    things.add(Thing.of(seen.get(j)));
                    if (inView(shifted(seen.get(j).box(), -alignment.dx(), -alignment.dy())) >= 0.5) {
                        say(Change.appeared(seen.get(j)));
                    }
                }
            }
            return new Comparison(changes, things, gone);
        }

        private void pairInPlace() {
            List<Pair> pairs = new ArrayList<>();
            for (int i = 0; i < known.size(); i++) {
                for (int j = 0; j < seen.size(); j++) {
                    double iou = iou(known.get(i).box(), seen.get(j).box());
                    if (known.get(i).label().equals(seen.get(j).label()) && iou >= LEAST_IOU) {
                        pairs.add(new Pair(i, j, -iou));
                    }
                }
            }
            take(pairs);
        }

        private void pairMoved() {
            List<Pair> pairs = new ArrayList<>();
            for (int i = 0; i < known.size(); i++) {
                isMoved[i] = pairOf[i] == null;
                for (int j = 0; j < seen.size(); j++) {
                    Thing thing = known.get(i);
                    Seen region = seen.get(j);
                    double ratio = Math.max(thing.share() / region.share(), region.share() / thing.share());
                    if (isMoved[i] && !isTaken[j] && thing.label().equals(region.label()) && ratio <= MOST_RATIO) {
                        pairs.add(new Pair(i, j, distance(thing.box(), region.box()) + Math.log(ratio)));
                    }
                }
            }
            take(pairs);
        }

        /** The best pairs first; each region is used only once. */
        private void take(List<Pair> pairs) {
            pairs.sort(Comparator.comparingDouble(Pair::cost));
            for (Pair pair : pairs) {
                if (pairOf[pair.thing] == null && !isTaken[pair.seen]) {
                    pairOf[pair.thing] = pair;
                    isTaken[pair.seen] = true;
                }
            }
        }

        private void see(Thing thing, Seen region, boolean isElsewhere) {
            double difference = region.share() - thing.share();
            boolean isWhole = inView(thing.box()) >= IN_VIEW
                    && inView(shifted(region.box(), -alignment.dx(), -alignment.dy())) >= IN_VIEW;
            boolean isOtherSize = isWhole
                    && Math.abs(difference) > options.tolerance()
                    && Math.abs(difference) > options.relativeTolerance() * thing.share();
            boolean hasMoved = isElsewhere || (isWhole && !isOtherSize && iou(thing.box(), region.box()) < IN_PLACE);
            if (hasMoved) {
                say(Change.of(Change.Kind.MOVED, thing, region));
            } else if (isOtherSize) {
                say(Change.of(difference < 0 ? Change.Kind.SHRANK : Change.Kind.GREW, thing, region));
            }
            things.add(thing.seenAs(region, hasMoved || isOtherSize ? region.share() : thing.share()));
        }

        private void miss(Thing thing) {
            if (inView(thing.box()) < 0.5) {
                things.add(thing); // the camera looks elsewhere
            } else if (thing.missing() + 1 < options.vanishAfter()) {
                things.add(thing.missed());
            } else {
                say(Change.vanished(thing));
                gone.add(thing.id());
            }
        }

        /** Regions smaller than the tolerance appear and vanish without a report. */
        private void say(Change change) {
            if (Math.max(change.before(), change.after()) > options.tolerance()) {
                changes.add(change);
            }
        }
    }

    private static Box shifted(Box box, double dx, double dy) {
        return new Box(box.x() + dx, box.y() + dy, box.width(), box.height());
    }

    private static double iou(Box a, Box b) {
        double width = Math.min(a.x() + a.width(), b.x() + b.width()) - Math.max(a.x(), b.x());
        double height = Math.min(a.y() + a.height(), b.y() + b.height()) - Math.max(a.y(), b.y());
        if (width <= 0 || height <= 0) {
            return 0;
        }
        double both = width * height;
        return both / (a.width() * a.height() + b.width() * b.height() - both);
    }

    private static double distance(Box a, Box b) {
        return Math.hypot(
                a.x() + a.width() / 2 - b.x() - b.width() / 2, a.y() + a.height() / 2 - b.y() - b.height() / 2);
    }

    /** The share of a box that lies within the picture. */
    private static double inView(Box box) {
        double width = Math.min(1, box.x() + box.width()) - Math.max(0, box.x());
        double height = Math.min(1, box.y() + box.height()) - Math.max(0, box.y());
        return width <= 0 || height <= 0 ? 0 : width * height / box.width() / box.height();
    }
}
