package dev.maskwright.sdk;

/**
 * How a model is opened.
 *
 * @param device where the network runs
 * @param threads how many threads one call uses on the processor; 0 for as many as there are cores (in a container: its own)
 * @param edges how borders between classes run when masks are brought to the size of their frames
 */
public record Options(Device device, int threads, Edges edges) {

    public Options {
        if (threads < 0) {
            throw new IllegalArgumentException("threads must be 0 (all cores) or more, got %d".formatted(threads));
        }
    }

    /** The processor, with all its cores; edges as the network draws them. */
    public static Options defaults() {
        return new Options(Device.cpu(), 0, Edges.NEAREST);
    }

    public Options withDevice(Device newDevice) {
        return new Options(newDevice, threads, edges);
    }

    public Options withThreads(int newThreads) {
        return new Options(device, newThreads, edges);
    }

    public Options withEdges(Edges newEdges) {
        return new Options(device, threads, newEdges);
    }
}
