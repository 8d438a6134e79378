package dev.maskwright.sdk.graph;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import ai.onnxruntime.TensorInfo;
import dev.maskwright.sdk.Device;
import dev.maskwright.sdk.SegmentationException;
import dev.maskwright.sdk.internal.session.MissingOperator;
import dev.maskwright.sdk.internal.session.ModelData;
import dev.maskwright.sdk.internal.session.OnnxEnvironment;
import dev.maskwright.sdk.internal.session.OtherSizes;
import dev.maskwright.sdk.internal.session.TooNew;
import dev.maskwright.sdk.internal.session.WeightsBeside;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * A graph opened by ONNX Runtime, with any inputs and outputs. Any number of threads may run it; the caller closes it,
 * after the last run has ended. Closing it twice is fine.
 */
public final class GraphSession implements AutoCloseable {

    @FunctionalInterface
    private interface Opening {
        OrtSession open(SessionOptions options) throws OrtException;
    }

    private final String name;
    private final OrtSession session;
    private boolean closed;

    private GraphSession(String name, OrtSession session) {
        this.name = name;
        this.session = session;
    }

    /**
     * Opens a model file. External data, which large models keep in separate files, is found beside it.
     *
     * @throws SegmentationException if ONNX Runtime cannot open it
     */
    public static GraphSession open(Path file, GraphSessionOptions settings) {
        return open(
                ModelData.of(file), settings, options -> OnnxEnvironment.get().createSession(file.toString(), options));
    }

    /**
     * Opens a model in memory.
     *
     * @param name the model's name in messages
     * @throws SegmentationException if ONNX Runtime cannot open it
     */
    public static GraphSession open(byte[] model, String name, GraphSessionOptions settings) {
        return open(ModelData.of(model, name), settings, options -> OnnxEnvironment.get()
                .createSession(model, options));
    }

    private static GraphSession open(ModelData data, GraphSessionOptions settings, Opening opening) {
        OnnxEnvironment.get(); // before the options, which need it too
        try (SessionOptions options = new SessionOptions()) {
            options.setIntraOpNumThreads(settings.threads());
            options.setInterOpNumThreads(1);
            options.addConfigEntry("session.intra_op.allow_spinning", settings.spins() ? "1" : "0");
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL); // errors arrive as exceptions
            options.setOptimizationLevel(settings.optimized() ? OptLevel.ALL_OPT : OptLevel.NO_OPT);
            if (settings.device() instanceof Device.Cuda cuda) {
                options.addCUDA(cuda.index());
            }
            if (settings.profile().isPresent()) {
                options.enableProfiling(
                        settings.profile().get().resolve("profile").toString());
            }
            return new GraphSession(data.name(), opening.open(options));
        } catch (OrtException e) {
            throw WeightsBeside.fault(data)
                    .map(beside -> new SegmentationException(beside, e))
                    .orElseGet(() -> failure(data.name(), e));
        }
    }

    /**
     * Rejects a file that cannot be a model, by its first bytes.
     *
     * @throws dev.maskwright.sdk.model.ModelFormatException if it does not exist, is empty, a text or an archive; the
     *     message says which
     */
    public static void requireModel(Path file) {
        ModelData.of(file).check();
    }

    /** The version of ONNX Runtime. */
    public static String engineVersion() {
        return OnnxEnvironment.version();
    }

    /** The shapes of the graph's inputs by name, with -1 for dimensions of any size. */
    public Map<String, List<Long>> inputs() {
        try {
            Map<String, List<Long>> inputs = new LinkedHashMap<>();
            for (Map.Entry<String, NodeInfo> input : session.getInputInfo().entrySet()) {
                long[] shape = tensor(input.getKey(), input.getValue()).getShape();
                inputs.put(input.getKey(), LongStream.of(shape).boxed().toList());
            }
            return inputs;
        } catch (OrtException e) {
            throw failure(e);
        }
    }

    /**
     * A tensor of zeros in an input's type.
     *
     * @throws IllegalArgumentException if the graph has no such input
     */
    public GraphInput zeros(String input, List<Long> shape) {
        try {
            NodeInfo info = session.getInputInfo().get(input);
            if (info == null) {
                throw new IllegalArgumentException("%s: no input is called '%s'; the inputs are %s"
                        .formatted(name, input, session.getInputNames()));
            }
            return GraphInput.zeros(
                    tensor(input, info).type,
                    shape.stream().mapToLong(Long::longValue).toArray());
        } catch (OrtException e) {
            throw failure(e);
        }
    }

    private TensorInfo tensor(String value, NodeInfo info) {
        if (info.getInfo() instanceof TensorInfo tensor) {
            return tensor;
        }
        throw new SegmentationException("%s: input '%s' is not a tensor but %s; only tensors are supported"
                .formatted(name, value, info.getInfo()));
    }

    /** Runs the graph for all of its outputs; the caller closes the result. */
    public GraphResult run(Map<String, GraphInput> inputs) {
        return run(inputs, session.getOutputNames());
    }

    /**
     * Runs the graph; the caller closes the result.
     *
     * @param inputs all inputs of the graph, by name
     * @param outputs the names of the requested outputs
     * @throws SegmentationException if ONNX Runtime cannot run it on these inputs
     */
    public GraphResult run(Map<String, GraphInput> inputs, Set<String> outputs) {
        try (OpenTensors tensors = OpenTensors.of(inputs)) {
            return new GraphResult(name, session.run(tensors.byName(), outputs));
        } catch (OrtException e) {
            throw failure(e);
        }
    }

    /**
     * Binds inputs and allocates outputs once, so that runs allocate nothing; the caller closes the result before this
     * session.
     */
    public BoundRun bind(Map<String, GraphInput> inputs) {
        try {
            return new BoundRun(this, inputs);
        } catch (OrtException e) {
            throw failure(e);
        }
    }

    /**
     * Ends the profile that {@link GraphSessionOptions#withProfile} asked for.
     *
     * @return ONNX Runtime's file, in the format of Chrome's trace viewer
     * @throws SegmentationException if no profile is being taken
     */
    public Path endProfile() {
        try {
            return Path.of(session.endProfiling());
        } catch (OrtException e) {
            throw failure(e);
        }
    }

    OrtSession.Result run(Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> outputs) throws OrtException {
        return session.run(inputs, Set.of(), outputs);
    }

    OrtSession.Result runOpen(Map<String, OnnxTensor> inputs) throws OrtException {
        return session.run(inputs);
    }

    String name() {
        return name;
    }

    SegmentationException failure(OrtException e) {
        return failure(name, e);
    }

    private static SegmentationException failure(String name, OrtException e) {
        String failure = String.valueOf(e.getMessage());
        String reason = TooNew.reason(failure, OnnxEnvironment.version())
                .or(() -> MissingOperator.reason(failure))
                .or(() -> OtherSizes.reason(failure))
                .orElse(failure);
        return new SegmentationException("%s: %s".formatted(name, reason), e);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            session.close();
        } catch (OrtException e) {
            throw failure(e);
        }
    }
}
