package dev.maskwright.exporter.quantize;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.maskwright.exporter.graph.Constants;
import dev.maskwright.exporter.graph.GraphIndex;
import dev.maskwright.exporter.graph.Nodes;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A nearest-neighbour {@code Resize} by whole factors, as copies. ONNX Runtime keeps int8 maps with their channels
 * innermost, where its {@code Resize} looks up each number individually; concatenating copies moves whole rows.
 *
 * @param down how many times each row is repeated
 * @param across how many times each column is repeated
 */
record Enlargement(int down, int across) {

    private static final int LARGEST_FACTOR = 8;

    /** The factors of a {@code Resize}; empty if it does something else. */
    static Optional<Enlargement> of(NodeProto node, GraphIndex index) {
        Optional<TensorProto> scales = index.constant(Nodes.input(node, 2)).filter(Constants::isFloat32);
        if (!Nodes.is(node, "Resize")
                || !Nodes.text(node, "mode", "nearest").equals("nearest")
                || !repeats(node)
                || scales.isEmpty()
                || Constants.size(scales.get()) != 4) {
            return Optional.empty();
        }
        float[] factors = Constants.floats(scales.get());
        boolean isWhole = factors[0] == 1 && factors[1] == 1 && isFactor(factors[2]) && isFactor(factors[3]);
        return isWhole ? Optional.of(new Enlargement((int) factors[2], (int) factors[3])) : Optional.empty();
    }

    private static boolean isFactor(float factor) {
        return factor == Math.rint(factor) && factor >= 1 && factor <= LARGEST_FACTOR;
    }

    /**
     * Whether pixel {@code i} becomes pixels {@code k i} to {@code k i + k - 1}. With {@code asymmetric}, pixel {@code
     * j} comes from {@code j / k}, which must be rounded down; with {@code half_pixel}, from {@code (j + 1/2) / k -
     * 1/2}, which must be rounded to the nearest, and is never halfway if {@code k} is even, nor between the centres of
     * two pixels if it is odd.
     */
    private static boolean repeats(NodeProto node) {
        String rounding = Nodes.text(node, "nearest_mode", "round_prefer_floor");
        return switch (Nodes.text(node, "coordinate_transformation_mode", "half_pixel")) {
            case "asymmetric" -> rounding.equals("floor");
            case "half_pixel", "pytorch_half_pixel" -> rounding.startsWith("round_prefer");
            default -> false;
        };
    }

    /**
     * The nodes that compute the larger map.
     *
     * @param x name of a map (N, C, H, W)
     * @param y name of the larger one (N, C, down H, across W)
     */
    List<NodeProto> nodes(String x, String y) {
        String base = y + "/copies";
        return List.of(
                Nodes.of("Shape", base + "/shape", List.of(x)),
                Nodes.of("Slice", base + "/size", List.of(base + "/shape", base + "/two", base + "/four")),
                Nodes.of("Mul", base + "/larger", List.of(base + "/size", base + "/factors")),
                Nodes.of(
                        "Concat",
                        base + "/target",
                        List.of(base + "/same", base + "/larger", base + "/rest"),
                        Nodes.attribute("axis", 0)),
                // (N, C, H, W) -> (N, H, W, C) -> (N, H, W, across C), which is (N, H, across W, C)
                Nodes.of(
                        "Transpose", base + "/innermost", List.of(x), Nodes.attribute("perm", List.of(0L, 2L, 3L, 1L))),
                Nodes.of(
                        "Concat",
                        base + "/across",
                        Collections.nCopies(across, base + "/innermost"),
                        Nodes.attribute("axis", 3)),
                // -> (N, H, across W C) -> (N, H, down across W C), which is (N, down H, across W, C)
                Nodes.of("Reshape", base + "/rows", List.of(base + "/across", base + "/flat")),
                Nodes.of(
                        "Concat",
                        base + "/down",
                        Collections.nCopies(down, base + "/rows"),
                        Nodes.attribute("axis", 2)),
                Nodes.of("Reshape", base + "/map", List.of(base + "/down", base + "/target")),
                Nodes.of(
                                "Transpose",
                                base + "/planes",
                                List.of(base + "/map"),
                                Nodes.attribute("perm", List.of(0L, 3L, 1L, 2L)))
                        .toBuilder()
                        .setOutput(0, y)
                        .build());
    }

    /** The constants that {@link #nodes} read. */
    List<TensorProto> constants(String y) {
        String base = y + "/copies";
        return List.of(
                Constants.ofLongs(base + "/two", 2),
                Constants.ofLongs(base + "/four", 4),
                Constants.ofLongs(base + "/factors", down, across),
                Constants.ofLongs(base + "/same", 0),
                Constants.ofLongs(base + "/rest", -1),
                Constants.ofLongs(base + "/flat", 0, 0, -1));
    }
}
