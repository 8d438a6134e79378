package dev.maskwright.exporter.inspect;

import ai.onnx.proto.OnnxMl.ModelProto;

/** Counts the multiply-adds of any ONNX graph. */
public final class MultiplyAdds {

    private MultiplyAdds() {}

    /** The multiply-adds of all convolutions and matrix products at the measured size. */
    public static long of(ModelProto model, MeasuredShapes shapes) {
        return model.getGraph().getNodeList().stream()
                .mapToLong(node -> NodeCost.of(node, shapes))
                .sum();
    }
}
