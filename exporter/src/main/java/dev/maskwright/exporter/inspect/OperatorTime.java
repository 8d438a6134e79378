package dev.maskwright.exporter.inspect;

/**
 * The time of one operator, as ONNX Runtime runs it: after its own optimisation, in which nodes are fused and new ones
 * appear.
 *
 * @param name its name in ONNX Runtime, which begins with the name of the node in the file if it comes from one
 * @param operator its kind, for example {@code QLinearConv}
 * @param shape of its first output
 * @param micros of one run, the median
 * @param multiplyAdds 0 if they are not counted or not known
 * @param bytes that it reads and writes: activations, parameters and outputs
 * @param isInteger whether it computes in int8
 */
public record OperatorTime(
        String name, String operator, String shape, double micros, long multiplyAdds, long bytes, boolean isInteger) {}
