package dev.maskwright.exporter.kernel;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.List;
import java.util.Map;

/** Measures how much faster one whole model is than another on this machine. */
@FunctionalInterface
public interface ModelTimer {

    /**
     * The time of the first divided by that of the second, so above 1 if the second is faster.
     *
     * @param inputs the sizes of their inputs
     */
    double speedup(ModelProto before, ModelProto after, Map<String, List<Long>> inputs);
}
