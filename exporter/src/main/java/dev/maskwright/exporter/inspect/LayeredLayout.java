package dev.maskwright.exporter.inspect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Places the boxes of an acyclic graph in layers, from top to bottom, so that arrows point down and few of them cross.
 *
 * <p>A box is one layer below the lowest of those that point to it. An arrow across several layers passes through a
 * narrow slot in each; arrows from the same box share these. The order in the layers comes from sweeps in which each
 * box goes to the mean of its neighbours, keeping the order with fewest crossings. Then each layer in turn is placed as
 * close to its neighbours as order and widths allow, which is an isotonic regression and is solved exactly by pooling
 * adjacent violators.
 *
 * @see <a href="https://ieeexplore.ieee.org/document/4308636">Methods for visual understanding of hierarchical system
 *     structures</a>
 */
final class LayeredLayout {

    /** A box, given by its centre and its upper edge. */
    record Box(double centre, double top, double width, double height) {}

    /** The points that an arrow runs through, from the lower edge of a box to the upper edge of another. */
    record Line(List<Point> points) {}

    record Point(double x, double y) {}

    /** All boxes and arrows with their positions, in an area that begins at 0. */
    record Result(List<Box> boxes, Map<Blocks.Arrow, Line> lines, double width, double height) {}

    private static final double GAP_ACROSS = 26;
    private static final double GAP_DOWN = 34;
    private static final double THREAD = 8;
    private static final int SWEEPS = 24;

    private static final class Place {
        private final int layer;
        private final double width;
        private final double height;
        private final double weight;
        private final List<Place> above = new ArrayList<>();
        private final List<Place> below = new ArrayList<>();
        private int order;
        private double x;

        Place(int layer, double width, double height, double weight) {
            this.layer = layer;
            this.width = width;
            this.height = height;
            this.weight = weight;
        }

        void to(Place other) {
            if (!below.contains(other)) {
                below.add(other);
                other.above.add(this);
            }
        }
    }

    private final List<Place> boxes = new ArrayList<>();
    private final List<List<Place>> layers = new ArrayList<>();
    private final Map<Blocks.Arrow, List<Place>> routes = new LinkedHashMap<>();

    private LayeredLayout(double[] widths, double[] heights, List<Blocks.Arrow> arrows) {
        int[] depth = new int[widths.length];
        arrows.stream()
                .sorted(Comparator.comparingInt(Blocks.Arrow::from))
                .forEach(arrow -> depth[arrow.to()] = Math.max(depth[arrow.to()], depth[arrow.from()] + 1));
        for (int i = 0; i < widths.length; i++) {
            boxes.add(add(new Place(depth[i], widths[i], heights[i], 1)));
        }
        Map<Integer, Map<Integer, Place>> threads = new HashMap<>(); // by box, then by layer
        for (Blocks.Arrow arrow : arrows) {
            List<Place> route = new ArrayList<>(List.of(boxes.get(arrow.from())));
            for (int layer = depth[arrow.from()] + 1; layer < depth[arrow.to()]; layer++) {
                route.add(threads.computeIfAbsent(arrow.from(), from -> new HashMap<>())
                        .computeIfAbsent(layer, at -> add(new Place(at, THREAD, 0, 6))));
            }
            route.add(boxes.get(arrow.to()));
            for (int i = 1; i < route.size(); i++) {
                route.get(i - 1).to(route.get(i));
            }
            routes.put(arrow, route);
        }
    }

    private Place add(Place place) {
        while (layers.size() <= place.layer) {
            layers.add(new ArrayList<>());
        }
        place.order = layers.get(place.layer).size();
        layers.get(place.layer).add(place);
        return place;
    }

    /**
     * Places boxes.
     *
     * @param arrows from boxes to later ones
     */
    static Result of(double[] widths, double[] heights, List<Blocks.Arrow> arrows) {
        LayeredLayout layout = new LayeredLayout(widths, heights, arrows);
        layout.sort();
        layout.spread();
        return layout.result();
    }

    private void sort() {
        int[][] best = orders();
        long fewest = crossings();
        for (int sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
            boolean down = sweep % 2 == 0;
            for (int i = 0; i < layers.size(); i++) {
                List<Place> layer = layers.get(down ? i : layers.size() - 1 - i);
                Map<Place, Double> wanted = new HashMap<>();
                for (Place place : layer) {
                    wanted.put(
                            place,
                            (down ? place.above : place.below)
                                    .stream()
                                            .mapToInt(other -> other.order)
                                            .average()
                                            .orElse(place.order));
                }
                layer.sort(Comparator.comparingDouble(place -> wanted.getOrDefault(place, 0.0)));
                number(layer);
            }
            long now = crossings();
            if (now < fewest) {
                fewest = now;
                best = orders();
            }
        }
        for (int i = 0; i < layers.size(); i++) {
            int[] order = best[i];
            List<Place> layer = layers.get(i);
            Map<Place, Integer> kept = new HashMap<>();
            List<Place> byCreation = new ArrayList<>(layer);
            byCreation.sort(Comparator.comparingInt(this::created));
            for (int k = 0; k < order.length; k++) {
                kept.put(byCreation.get(k), order[k]);
            }
            layer.sort(Comparator.comparingInt(place -> kept.getOrDefault(place, 0)));
            number(layer);
        }
    }

    private final Map<Place, Integer> creation = new HashMap<>();

    private int created(Place place) {
        return creation.computeIfAbsent(place, unseen -> creation.size());
    }

    /** The order of each layer's places, listed in the order of their creation. */
    private int[][] orders() {
        layers.forEach(layer -> layer.forEach(this::created));
        return layers.stream()
                .map(layer -> layer.stream()
                        .sorted(Comparator.comparingInt(this::created))
                        .mapToInt(place -> place.order)
                        .toArray())
                .toArray(int[][]::new);
    }

    private static void number(List<Place> layer) {
        for (int i = 0; i < layer.size(); i++) {
            layer.get(i).order = i;
        }
    }

    private long crossings() {
        long crossings = 0;
        for (List<Place> layer : layers) {
            for (Place a : layer) {
                for (Place b : layer) {
                    if (a.order < b.order) {
                        for (Place p : a.below) {
                            crossings += b.below.stream()
                                    .filter(q -> q.order < p.order)
                                    .count();
                        }
                    }
                }
            }
        }
        return crossings;
    }

    private void spread() {
        for (List<Place> layer : layers) {
            double x = 0;
            for (Place place : layer) {
                place.x = x + place.width / 2;
                x += place.width + GAP_ACROSS;
            }
        }
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            for (int i = 0; i < layers.size(); i++) {
                boolean down = sweep % 2 == 0;
                align(layers.get(down ? i : layers.size() - 1 - i), down, sweep >= SWEEPS - 4);
            }
        }
    }

    /** The positions closest to those of the neighbours without overlaps in the layer. */
    private static void align(List<Place> layer, boolean down, boolean both) {
        int n = layer.size();
        double[] offset = new double[n];
        double[] mean = new double[n];
        double[] weight = new double[n];
        int[] count = new int[n];
        int pools = 0;
        for (int i = 0; i < n; i++) {
            Place place = layer.get(i);
            offset[i] = i == 0 ? 0 : offset[i - 1] + (layer.get(i - 1).width + place.width) / 2 + GAP_ACROSS;
            List<Place> near = new ArrayList<>(both || down ? place.above : List.of());
            near.addAll(both || !down ? place.below : List.of());
            mean[pools] = wanted(place, near) - offset[i];
            weight[pools] = place.weight;
            count[pools] = 1;
            pools++;
            while (pools > 1 && mean[pools - 2] > mean[pools - 1]) {
                double sum = weight[pools - 2] + weight[pools - 1];
                mean[pools - 2] = (mean[pools - 2] * weight[pools - 2] + mean[pools - 1] * weight[pools - 1]) / sum;
                weight[pools - 2] = sum;
                count[pools - 2] += count[pools - 1];
                pools--;
            }
        }
        int i = 0;
        for (int pool = 0; pool < pools; pool++) {
            for (int k = 0; k < count[pool]; k++, i++) {
                layer.get(i).x = mean[pool] + offset[i];
            }
        }
    }

    /** Long arrows weigh more, so that they are straight. */
    private static double wanted(Place place, List<Place> near) {
        double sum = 0;
        double weights = 0;
        for (Place other : near) {
            sum += other.weight * other.x;
            weights += other.weight;
        }
        return weights == 0 ? place.x : sum / weights;
    }

    private Result result() {
        double left = layers.stream()
                .flatMap(List::stream)
                .mapToDouble(place -> place.x - place.width / 2)
                .min()
                .orElse(0);
        double right = layers.stream()
                .flatMap(List::stream)
                .mapToDouble(place -> place.x + place.width / 2)
                .max()
                .orElse(0);
        double[] tops = new double[layers.size()];
        double[] bottoms = new double[layers.size()];
        double y = 0;
        for (int i = 0; i < layers.size(); i++) {
            tops[i] = y;
            bottoms[i] = y
                    + layers.get(i).stream()
                            .mapToDouble(place -> place.height)
                            .max()
                            .orElse(0);
            y = bottoms[i] + GAP_DOWN;
        }
        List<Box> placed = boxes.stream()
                .map(place -> new Box(place.x - left, tops[place.layer], place.width, place.height))
                .toList();
        Map<Blocks.Arrow, Line> lines = new LinkedHashMap<>();
        routes.forEach((arrow, route) -> {
            List<Point> points = new ArrayList<>();
            for (int i = 0; i < route.size(); i++) {
                Place place = route.get(i);
                double x = place.x - left;
                if (i > 0) {
                    points.add(new Point(x, tops[place.layer]));
                }
                if (i < route.size() - 1) {
                    double from = i == 0 ? tops[place.layer] + place.height : bottoms[place.layer];
                    points.add(new Point(x, from));
                }
            }
            lines.put(arrow, new Line(points));
        });
        return new Result(placed, lines, right - left, y - GAP_DOWN);
    }
}
