package dev.maskwright.sdk.internal.postprocess;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Groups components of one class that lie close to each other. As in {@link Components}, runs are compared and joined
 * in a forest, but across all rows within reach.
 */
public final class Neighbours {

    private final List<Component> components;
    private final int reachX;
    private final int reachY;
    private final int[] parents;

    private Neighbours(List<Component> components, int gapX, int gapY) {
        this.components = components;
        reachX = gapX + 1;
        reachY = gapY + 1;
        parents = new int[components.size()];
        Arrays.setAll(parents, i -> i);
    }

    /** A run of a component, with the component's index in the list. */
    private record Run(int row, int start, int end, int component) {}

    /**
     * Groups components; groups are in the order of their first components.
     *
     * @param gapX how many columns may lie between two components of a group
     * @param gapY how many rows may lie between them
     */
    public static List<List<Component>> of(List<Component> components, int gapX, int gapY) {
        Neighbours neighbours = new Neighbours(components, gapX, gapY);
        components.stream().mapToInt(Component::classId).distinct().forEach(neighbours::join);
        return neighbours.groups();
    }

    private void join(int classId) {
        List<Run> runs = new ArrayList<>();
        for (int i = 0; i < components.size(); i++) {
            Component component = components.get(i);
            if (component.classId() == classId) {
                int[] all = component.runs();
                for (int at = 0; at < all.length; at += 3) {
                    runs.add(new Run(all[at], all[at + 1], all[at + 2], i));
                }
            }
        }
        runs.sort(Comparator.comparingInt(Run::row).thenComparingInt(Run::start));
        int firstInReach = 0;
        for (int i = 0; i < runs.size(); i++) {
            Run run = runs.get(i);
            while (runs.get(firstInReach).row() < run.row() - reachY) {
                firstInReach++;
            }
            for (int j = firstInReach; j < i; j++) {
                Run other = runs.get(j);
                if (other.start() < run.end() + reachX && run.start() < other.end() + reachX) {
                    int a = root(other.component());
                    int b = root(run.component());
                    parents[Math.max(a, b)] = Math.min(a, b);
                }
            }
        }
    }

    private int root(int component) {
        int at = component;
        while (parents[at] != at) {
            parents[at] = parents[parents[at]];
            at = parents[at];
        }
        return at;
    }

    private List<List<Component>> groups() {
        List<List<Component>> groups = new ArrayList<>();
        int[] places = new int[parents.length]; // the index of each root's group
        for (int i = 0; i < parents.length; i++) {
            int root = root(i);
            if (root == i) {
                places[i] = groups.size();
                groups.add(new ArrayList<>());
            }
            groups.get(places[root]).add(components.get(i));
        }
        return groups;
    }
}
