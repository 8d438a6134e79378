package dev.maskwright.sdk;

/** Where a network runs. */
public sealed interface Device {

    /** The processor. */
    record Cpu() implements Device {

        @Override
        public String toString() {
            return "cpu";
        }
    }

    /**
     * A GPU of NVIDIA.
     *
     * @param index from 0, as the driver counts
     */
    record Cuda(int index) implements Device {

        public Cuda {
            if (index < 0) {
                throw new IllegalArgumentException("CUDA devices are counted from 0, got %d".formatted(index));
            }
        }

        @Override
        public String toString() {
            return "cuda:" + index;
        }
    }

    /** The processor. */
    static Device cpu() {
        return new Cpu();
    }

    /** A GPU of NVIDIA; needs {@code onnxruntime_gpu} instead of {@code onnxruntime} on the class path. */
    static Device cuda(int index) {
        return new Cuda(index);
    }
}
