package dev.maskwright.exporter.inspect;

import ai.onnx.proto.OnnxMl.ModelProto;

/** The multiply-adds of the graph of any file. */
public final class MultiplyAdds {

    private MultiplyAdds() {}

    /** Those of all convolutions and matrix products at the measured size. */
    public static long of(ModelProto model, MeasuredShapes shapes) {
        return model.getGraph().getNodeList().stream()
                .mapToLong(node -> NodeCost.of(node, shapes))
                .sum();
    }
}
