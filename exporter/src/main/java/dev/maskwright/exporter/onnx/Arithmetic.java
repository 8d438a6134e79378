package dev.maskwright.exporter.onnx;

/** The number format in which a graph computes. */
public enum Arithmetic {
    FLOAT32,
    /**
     * Half precision, for GPUs: twice as fast there and half the memory. Inputs and outputs do not change. Computed in
     * float32 are the normalisation of the input, the statistics of norms, means over whole maps, softmax, an
     * enlargement at the end of the network, and class and confidence. CPUs have no such arithmetic: ONNX Runtime then
     * computes in float32 between roundings, which is slow.
     */
    FLOAT16
}
