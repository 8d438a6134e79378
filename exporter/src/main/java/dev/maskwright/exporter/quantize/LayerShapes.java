package dev.maskwright.exporter.quantize;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.maskwright.exporter.graph.GraphIndex;
import dev.maskwright.exporter.graph.Nodes;
import dev.maskwright.exporter.inspect.MeasuredShapes;
import dev.maskwright.exporter.kernel.LayerShape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The shapes of the convolutions of a planned graph, on which their time depends. */
final class LayerShapes {

    private static final List<Long> ONES = List.of(1L, 1L);
    private static final List<Long> NO_PADS = List.of(0L, 0L, 0L, 0L);

    private LayerShapes() {}

    /** The shapes of two-dimensional int8 convolutions, by the name of their node, in the order of the graph. */
    static Map<String, LayerShape> of(GraphProto graph, Plan plan, MeasuredShapes measured) {
        GraphIndex index = new GraphIndex(graph);
        Map<String, LayerShape> shapes = new LinkedHashMap<>();
        for (NodeProto node : graph.getNodeList()) {
            if (plan.layers().contains(node.getName()) && Nodes.is(node, "Conv")) {
                of(node, plan, index, measured).ifPresent(shape -> shapes.put(node.getName(), shape));
            }
        }
        return shapes;
    }

    private static Optional<LayerShape> of(NodeProto node, Plan plan, GraphIndex index, MeasuredShapes measured) {
        TensorProto weight = index.constant(node.getInput(1)).orElseThrow();
        String input = node.getInput(0);
        String result = plan.result(node);
        Optional<List<Long>> sizes = measured.of(input).filter(size -> size.size() == 4);
        boolean readsLevels = RawPixels.bytes(input, index).isPresent()
                || index.producer(input).map(plan::isQuantized).orElse(false);
        boolean givesLevels =
                !index.isPinned(result) && index.consumers(result).stream().allMatch(plan::isQuantized);
        return sizes.filter(size -> weight.getDimsCount() == 4)
                .map(size -> new LayerShape(
                        size.get(1).intValue(),
                        (int) weight.getDims(0),
                        (int) Nodes.integer(node, "group", 1),
                        size.get(2).intValue(),
                        size.get(3).intValue(),
                        weight.getDimsList().subList(2, 4),
                        integers(node, "strides", ONES),
                        integers(node, "dilations", ONES),
                        pads(node, size, weight.getDimsList()),
                        readsLevels,
                        givesLevels));
    }

    /** The padding at the top, left, bottom and right. */
    private static List<Long> pads(NodeProto node, List<Long> size, List<Long> weight) {
        String way = Nodes.text(node, "auto_pad", "NOTSET");
        if (!way.startsWith("SAME")) {
            return way.equals("VALID") ? NO_PADS : integers(node, "pads", NO_PADS);
        }
        List<Long> begin = new ArrayList<>();
        List<Long> end = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            long stride = integers(node, "strides", ONES).get(i);
            long reach =
                    (weight.get(i + 2) - 1) * integers(node, "dilations", ONES).get(i) + 1;
            long last = (size.get(i + 2) + stride - 1) / stride - 1;
            long all = Math.max(0, last * stride + reach - size.get(i + 2));
            long smaller = all / 2;
            begin.add(way.equals("SAME_UPPER") ? smaller : all - smaller);
            end.add(way.equals("SAME_UPPER") ? all - smaller : smaller);
        }
        begin.addAll(end);
        return begin;
    }

    private static List<Long> integers(NodeProto node, String name, List<Long> otherwise) {
        return Nodes.attribute(node, name).map(AttributeProto::getIntsList).orElse(otherwise);
    }
}
