package dev.maskwright.trainer.data.source;

import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.BadSampleException;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.PictureHash;
import dev.maskwright.trainer.data.Sample;
import dev.maskwright.trainer.data.source.reader.SourceRow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Chooses the rows that are held back for validation if a data set has no such split. Rows with nearly the same picture
 * stay in one split, and each class has about the same share in both: groups of rows are distributed as in iterative
 * stratification, the rarest class first.
 *
 * @param rows     of validation
 * @param groups   number of groups of more than one row with nearly the same picture
 * @param together number of rows in those
 * @see <a href="https://doi.org/10.1007/978-3-642-23808-6_10">Sechidis, Tsoumakas, Vlahavas: On the stratification of
 *     multi-label data</a>
 */
record HoldOut(BitSet rows, int groups, int together) {

    /** The contents of a row. */
    private record Look(PictureHash hash, BitSet classes) {}

    private static final class Group {
        final List<Integer> rows = new ArrayList<>();
        final Map<Integer, Integer> rowsByClass = new HashMap<>();
    }

    /** @throws BadDatasetException if there is nothing to divide */
    static HoldOut choose(Path dir, List<SourceRow> rows, DataSettings settings) throws BadDatasetException {
        try {
            return choose(rows, settings.validationShare(), settings.splitSeed());
        } catch (BadDatasetException e) {
            throw new BadDatasetException("%s: %s".formatted(dir, e.getMessage()), e);
        }
    }

    /** The message for users. */
    String note(int all, DataSettings settings) {
        String near = groups == 0
                ? ""
                : "; %d rows with nearly the same picture as another stay together, in %d groups"
                        .formatted(together, groups);
        return "no validation split: %d of %d rows are held back (data.validationShare %s, data.splitSeed %d)%s"
                .formatted(rows.cardinality(), all, settings.validationShare(), settings.splitSeed(), near);
    }

    /**
     * Decodes every row. One that cannot be used stays in training, where it is reported.
     *
     * @param share of the rows to hold back, above 0 and below 1
     * @throws BadDatasetException if there is nothing to divide
     */
    static HoldOut choose(List<SourceRow> rows, double share, long seed) throws BadDatasetException {
        List<Optional<Look>> looks = rows.parallelStream().map(HoldOut::look).toList();
        List<Group> groups = new ArrayList<>(grouped(looks));
        int whole = groups.stream().mapToInt(group -> group.rows.size()).sum();
        if (groups.size() < 2) {
            throw new BadDatasetException((groups.isEmpty()
                            ? "no validation split, and none of the %d rows can be used".formatted(rows.size())
                            : ("no validation split, and none can be made of %d rows with the same"
                                            + " picture, or nearly; add other pictures or a validation split")
                                    .formatted(whole))
                    + firstFault(rows));
        }
        Collections.shuffle(groups, new Random(seed));
        BitSet held = dealt(groups, share, whole);
        int several = (int) groups.stream().filter(g -> g.rows.size() > 1).count();
        int together = groups.stream()
                .mapToInt(g -> g.rows.size() > 1 ? g.rows.size() : 0)
                .sum();
        return new HoldOut(held, several, together);
    }

    private static Optional<Look> look(SourceRow row) {
        try {
            Sample sample = row.decode();
            BitSet classes = new BitSet();
            byte last = 0;
            boolean first = true;
            for (byte id : sample.target()) {
                if (first || id != last) {
                    classes.set(id & 0xFF);
                    last = id;
                    first = false;
                }
            }
            classes.clear(Sample.IGNORE);
            return Optional.of(new Look(PictureHash.of(sample.rgb(), sample.width(), sample.height()), classes));
        } catch (BadSampleException e) {
            return Optional.empty();
        }
    }

    /** Why the first unusable row cannot be used. */
    private static String firstFault(List<SourceRow> rows) {
        for (SourceRow row : rows) {
            try {
                row.decode();
            } catch (BadSampleException e) {
                return "; the first that cannot be used: " + e.getMessage();
            }
        }
        return "";
    }

    private static Collection<Group> grouped(List<Optional<Look>> looks) {
        int[] parent = IntStream.range(0, looks.size()).toArray();
        for (int i = 0; i < parent.length; i++) {
            for (int j = 0; j < i; j++) {
                if (looks.get(i).isPresent()
                        && looks.get(j).isPresent()
                        && looks.get(i).get().hash().isNear(looks.get(j).get().hash())) {
                    parent[root(parent, i)] = root(parent, j);
                }
            }
        }
        Map<Integer, Group> groups = new LinkedHashMap<>();
        for (int row = 0; row < parent.length; row++) {
            if (looks.get(row).isPresent()) {
                Group group = groups.computeIfAbsent(root(parent, row), first -> new Group());
                group.rows.add(row);
                looks.get(row).get().classes().stream().forEach(id -> group.rowsByClass.merge(id, 1, Integer::sum));
            }
        }
        return groups.values();
    }

    private static int root(int[] parent, int row) {
        int at = row;
        while (parent[at] != at) {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        return at;
    }

    private static BitSet dealt(List<Group> groups, double share, int whole) {
        double[] rowsWanted = {(1 - share) * whole, share * whole}; // training, validation
        double[][] wanted = new double[Sample.IGNORE][2]; // by class
        for (Group group : groups) {
            group.rowsByClass.forEach((id, count) -> {
                wanted[id][0] += (1 - share) * count;
                wanted[id][1] += share * count;
            });
        }
        List<Group> left = new ArrayList<>(groups);
        List<Group> held = new ArrayList<>();
        while (!left.isEmpty()) {
            Optional<Integer> rarest = rarest(left);
            List<Group> turn = left.stream()
                    .filter(group -> rarest.isEmpty() || group.rowsByClass.containsKey(rarest.get()))
                    .toList();
            for (Group group : turn) {
                double[] need = rarest.isEmpty() ? rowsWanted : wanted[rarest.get()];
                int side = need[1] != need[0] ? (need[1] > need[0] ? 1 : 0) : rowsWanted[1] > rowsWanted[0] ? 1 : 0;
                rowsWanted[side] -= group.rows.size();
                group.rowsByClass.forEach((id, count) -> wanted[id][side] -= count);
                if (side == 1) {
                    held.add(group);
                }
            }
            left.removeIf(group -> rarest.isEmpty() || group.rowsByClass.containsKey(rarest.get()));
        }
        if (held.isEmpty()) {
            held.add(smallest(groups));
        } else if (held.size() == groups.size()) {
            held.remove(smallest(groups));
        }
        BitSet rows = new BitSet();
        held.forEach(group -> group.rows.forEach(rows::set));
        return rows;
    }

    private static Group smallest(List<Group> groups) {
        Group smallest = groups.get(0);
        for (Group group : groups) {
            if (group.rows.size() < smallest.rows.size()) {
                smallest = group;
            }
        }
        return smallest;
    }

    /** The class that the fewest of these rows have; the lowest of several. */
    private static Optional<Integer> rarest(List<Group> groups) {
        Map<Integer, Integer> rows = new HashMap<>();
        groups.forEach(group -> group.rowsByClass.forEach((id, count) -> rows.merge(id, count, Integer::sum)));
        return rows.entrySet().stream()
                .min(Map.Entry.<Integer, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey);
    }
}
