package dev.maskwright.sdk;

import java.io.Serializable;

/** Where a network runs. */
public sealed interface Device extends Serializable {

    /** The processor. */
    record Cpu() implements Device {

        @Override
        public String toString() {
            return "cpu";
        }
    }

    /** How the GPU's library searches for the fastest algorithm for each convolution, once for each input size. */
    enum ConvolutionSearch {
        /** By heuristics, without delay. */
        HEURISTIC,
        /** By trying all: the first run of each size takes seconds, later ones may be faster. */
        EXHAUSTIVE,
        /** Not at all. */
        DEFAULT
    }

    /** What to do if a GPU cannot be used. */
    enum Otherwise {
        /** Opening the model fails with a message that says what is missing. */
        FAIL,
        /** The processor is used, and {@link Segmenter#device()} says why. */
        USE_CPU
    }

    /**
     * An NVIDIA GPU.
     *
     * @param index from 0, as the driver counts
     * @param memoryLimit bytes of the GPU's memory that one model's arena may take; 0 for no limit
     * @param convolutionSearch how the fastest convolutions are found
     * @param otherwise what to do if the GPU cannot be used
     */
    record Cuda(int index, long memoryLimit, ConvolutionSearch convolutionSearch, Otherwise otherwise)
            implements Device {

        public Cuda {
            if (index < 0) {
                throw new IllegalArgumentException("CUDA devices are counted from 0, got %d".formatted(index));
            }
            if (memoryLimit < 0) {
                throw new IllegalArgumentException(
                        "a memory limit must be 0 (none) or a number of bytes, got %d".formatted(memoryLimit));
            }
        }

        public Cuda withMemoryLimit(long newLimit) {
            return new Cuda(index, newLimit, convolutionSearch, otherwise);
        }

        public Cuda withConvolutionSearch(ConvolutionSearch newSearch) {
            return new Cuda(index, memoryLimit, newSearch, otherwise);
        }

        /** The same GPU, with a fallback to the processor if it cannot be used. */
        public Cuda orCpu() {
            return new Cuda(index, memoryLimit, convolutionSearch, Otherwise.USE_CPU);
        }

        @Override
        public String toString() {
            return "cuda:" + index;
        }
    }

    /** The processor. */
    static Cpu cpu() {
        return new Cpu();
    }

    /**
     * An NVIDIA GPU; needs {@code onnxruntime_gpu} instead of {@code onnxruntime} on the class path, NVIDIA's driver,
     * CUDA 12 and cuDNN 9. Anything missing is reported before any of it is loaded.
     */
    static Cuda cuda(int index) {
        return new Cuda(index, 0, ConvolutionSearch.HEURISTIC, Otherwise.FAIL);
    }
}
