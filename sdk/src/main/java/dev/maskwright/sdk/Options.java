package dev.maskwright.sdk;

/**
 * How a model is opened.
 *
 * @param device where the network runs
 * @param threads how many threads one call uses on the processor; 0 for as many as there are cores (in a container: its own)
 */
public record Options(Device device, int threads) {

    public Options {
        if (threads < 0) {
            throw new IllegalArgumentException("threads must be 0 (all cores) or more, got %d".formatted(threads));
        }
    }

    /** The processor, with all its cores. */
    public static Options defaults() {
        return new Options(Device.cpu(), 0);
    }

    public Options withDevice(Device newDevice) {
        return new Options(newDevice, threads);
    }

    public Options withThreads(int newThreads) {
        return new Options(device, newThreads);
    }
}
