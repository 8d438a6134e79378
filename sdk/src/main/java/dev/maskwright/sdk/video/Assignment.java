package dev.maskwright.sdk.video;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Pairs rows with columns: as many pairs as possible, at the least total cost. Only allowed pairs are made. Groups that
 * no allowed pair connects are solved separately, so if each row has few allowed pairs, the time grows with their
 * number and not with its square.
 *
 * @see <a href="https://doi.org/10.1007/BF02278710">Jonker and Volgenant 1987: A shortest augmenting path algorithm for
 *     dense and sparse linear assignment problems</a>
 */
final class Assignment {

    static final int NONE = -1;

    private record Pair(int row, int column, double cost) {}

    private final int rows;
    private final int columns;
    private final List<Pair> pairs = new ArrayList<>();

    Assignment(int rows, int columns) {
        this.rows = rows;
        this.columns = columns;
    }

    /** Allows a pair; {@code cost} is 0..1. */
    void allow(int row, int column, double cost) {
        pairs.add(new Pair(row, column, cost));
    }

    /** The column of each row, or {@link #NONE}. */
    int[] solve() {
        int[] root = new int[rows + columns];
        Arrays.setAll(root, i -> i);
        for (Pair pair : pairs) {
            root[find(root, pair.row)] = find(root, rows + pair.column);
        }
        List<List<Pair>> islands = new ArrayList<>();
        int[] island = new int[rows + columns];
        Arrays.fill(island, NONE);
        for (Pair pair : pairs) {
            int at = find(root, pair.row);
            if (island[at] == NONE) {
                island[at] = islands.size();
                islands.add(new ArrayList<>());
            }
            islands.get(island[at]).add(pair);
        }
        int[] result = new int[rows];
        Arrays.fill(result, NONE);
        islands.forEach(some -> solve(some, result));
        return result;
    }

    private static int find(int[] root, int i) {
        int at = i;
        while (root[at] != at) {
            root[at] = root[root[at]];
            at = root[at];
        }
        return at;
    }

    private static void solve(List<Pair> pairs, int[] result) {
        if (pairs.size() == 1) {
            result[pairs.get(0).row] = pairs.get(0).column;
            return;
        }
        int[] rows = pairs.stream().mapToInt(Pair::row).sorted().distinct().toArray();
        int[] columns =
                pairs.stream().mapToInt(Pair::column).sorted().distinct().toArray();
        // each row has an extra column, which stands for staying unpaired and costs more than all pairs together
        double alone = rows.length + 1.0;
        double[][] cost = new double[rows.length][columns.length + rows.length];
        for (int i = 0; i < rows.length; i++) {
            Arrays.fill(cost[i], Double.POSITIVE_INFINITY);
            cost[i][columns.length + i] = alone;
        }
        for (Pair pair : pairs) {
            cost[Arrays.binarySearch(rows, pair.row)][Arrays.binarySearch(columns, pair.column)] = pair.cost;
        }
        int[] columnOf = cheapest(cost);
        for (int i = 0; i < rows.length; i++) {
            if (columnOf[i] < columns.length) {
                result[rows[i]] = columns[columnOf[i]];
            }
        }
    }

    /**
     * The column of each row at the least total cost; every row gets one. Rows are added one by one along a shortest
     * path.
     */
    private static int[] cheapest(double[][] cost) {
        int width = cost[0].length;
        double[] rowPrice = new double[cost.length];
        double[] columnPrice = new double[width];
        int[] rowOf = new int[width];
        int[] columnOf = new int[cost.length];
        Arrays.fill(rowOf, NONE);
        Arrays.fill(columnOf, NONE);
        for (int start = 0; start < cost.length; start++) {
            double[] distance = new double[width];
            Arrays.fill(distance, Double.POSITIVE_INFINITY);
            int[] before = new int[width]; // the row that led to a column
            boolean[] done = new boolean[width];
            int row = start;
            double length = 0;
            int end = NONE;
            while (end == NONE) {
                int next = NONE;
                for (int j = 0; j < width; j++) {
                    if (done[j]) {
                        continue;
                    }
                    double through = length + cost[row][j] - rowPrice[row] - columnPrice[j];
                    if (through < distance[j]) {
                        distance[j] = through;
                        before[j] = row;
                    }
                    if (next == NONE || distance[j] < distance[next]) {
                        next = j;
                    }
                }
                done[next] = true;
                length = distance[next];
                row = rowOf[next];
                end = row == NONE ? next : NONE;
            }
            rowPrice[start] += length;
            for (int j = 0; j < width; j++) {
                if (done[j] && j != end) {
                    rowPrice[rowOf[j]] += length - distance[j];
                    columnPrice[j] -= length - distance[j];
                }
            }
            for (int column = end; column != NONE; ) { // back along the path: each row takes the column that it led to
                int changed = before[column];
                int left = columnOf[changed];
                columnOf[changed] = column;
                rowOf[column] = changed;
                column = left;
            }
        }
        return columnOf;
    }
}
