package dev.maskwright.sdk.internal.session;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtException.OrtErrorCode;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import dev.maskwright.sdk.Device;
import dev.maskwright.sdk.DeviceChoice;
import dev.maskwright.sdk.Options;
import dev.maskwright.sdk.Preset;
import dev.maskwright.sdk.SegmentationException;
import dev.maskwright.sdk.internal.preprocess.Helpers;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ModelFormatException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A model opened by ONNX Runtime, without that library's pitfalls; any number of threads may run it. */
public final class OnnxSession implements AutoCloseable {

    private final String name;
    private final long bytes;
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final DeviceChoice device;
    private final Map<String, TensorInfo> inputs;
    private final Map<String, TensorInfo> outputs;
    private final Optional<String> card;
    private final @Nullable Helpers helpers;

    private OnnxSession(
            ModelData data, OrtEnvironment environment, OrtSession session, DeviceChoice device, Options options)
            throws OrtException {
        name = data.name();
        bytes = data.size();
        this.environment = environment;
        this.session = session;
        this.device = device;
        inputs = tensors(session.getInputInfo());
        outputs = tensors(session.getOutputInfo());
        card = session.getMetadata().getCustomMetadataValue(ModelCard.METADATA_KEY);
        helpers = Helpers.of(options.threadsPerCall(), maySpin(options));
    }

    /**
     * Opens a model.
     *
     * @throws ModelFormatException if the file is missing or not a complete ONNX model
     * @throws SegmentationException if the device cannot be used
     */
    public static OnnxSession open(ModelData data, Options options) {
        data.check();
        String name = data.name();
        Device asked = options.device();
        DeviceChoice choice = asked instanceof Device.Cuda
                ? CudaProbe.ofThisMachine().choose(name, asked) // takes some time, so only done for CUDA
                : new DeviceChoice(asked, asked, Optional.empty());
        if (choice.used() instanceof Device.Cuda cuda) {
            try {
                CudaLibraries.load();
                return open(data, options, choice);
            } catch (OrtException | UnsatisfiedLinkError e) {
                if (e instanceof OrtException fault && fault.getCode() == OrtErrorCode.ORT_INVALID_PROTOBUF) {
                    throw refused(data, fault);
                }
                String reason = "ONNX Runtime could not use it: " + e.getMessage();
                choice = CudaProbe.withoutCuda(name, cuda, reason, e);
            }
        }
        try {
            return open(data, options, choice);
        } catch (OrtException e) {
            throw refused(data, e);
        }
    }

    private static ModelFormatException refused(ModelData data, OrtException e) {
        Optional<String> beside = WeightsBeside.fault(data);
        if (beside.isPresent()) {
            return new ModelFormatException(beside.get(), e);
        }
        String name = data.name();
        boolean isParsed = e.getCode() != OrtErrorCode.ORT_INVALID_PROTOBUF;
        String failure = String.valueOf(e.getMessage());
        Optional<String> known =
                TooNew.reason(failure, OnnxEnvironment.version()).or(() -> MissingOperator.reason(failure));
        if (known.isPresent()) {
            return new ModelFormatException("%s: %s".formatted(name, known.get()), e);
        }
        String reason = isParsed
                ? "ONNX Runtime %s cannot open this model".formatted(OnnxEnvironment.version())
                : "not an ONNX model, or a truncated one; copy or export it again";
        return new ModelFormatException("%s: %s (%s)".formatted(name, reason, failure), e);
    }

    private static OnnxSession open(ModelData data, Options options, DeviceChoice choice) throws OrtException {
        OrtEnvironment environment = OnnxEnvironment.get();
        // ONNX Runtime never closes the options of a session, which are not needed once the session exists.
        try (SessionOptions settings = new SessionOptions()) {
            addThreads(settings, options);
            settings.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL); // errors arrive as exceptions
            if (choice.used() instanceof Device.Cuda cuda) {
                try (OrtCUDAProviderOptions cudaSettings = cudaSettings(cuda)) {
                    settings.addCUDA(cudaSettings);
                    return new OnnxSession(data, environment, session(environment, data, settings), choice, options);
                }
            }
            return new OnnxSession(data, environment, session(environment, data, settings), choice, options);
        }
    }

    private static OrtSession session(OrtEnvironment environment, ModelData data, SessionOptions settings)
            throws OrtException {
        byte @Nullable [] bytes = data.bytes();
        return bytes != null
                ? environment.createSession(bytes, settings)
                : environment.createSession(data.name(), settings);
    }

    private static void addThreads(SessionOptions settings, Options options) throws OrtException {
        settings.setIntraOpNumThreads(options.threadsPerCall());
        settings.setInterOpNumThreads(1); // networks here have few branches that could run in parallel
        settings.addConfigEntry("session.intra_op.allow_spinning", maySpin(options) ? "1" : "0");
        settings.addConfigEntry("session.force_spinning_stop", "1"); // otherwise threads would also spin between frames
        settings.setCPUArenaAllocator(options.preset() != Preset.SHARED);
    }

    private static boolean maySpin(Options options) {
        return options.preset() != Preset.SHARED;
    }

    private static OrtCUDAProviderOptions cudaSettings(Device.Cuda cuda) throws OrtException {
        OrtCUDAProviderOptions options = new OrtCUDAProviderOptions(cuda.index());
        // ONNX Runtime's own default is exhaustive, which makes the first run of each size slow.
        options.add("cudnn_conv_algo_search", cuda.convolutionSearch().name());
        if (cuda.memoryLimit() > 0) {
            options.add("gpu_mem_limit", Long.toString(cuda.memoryLimit()));
            options.add("arena_extend_strategy", "kSameAsRequested"); // doubling would hit the limit early
        }
        return options;
    }

    private static Map<String, TensorInfo> tensors(Map<String, NodeInfo> nodes) {
        Map<String, TensorInfo> tensors = new LinkedHashMap<>();
        nodes.forEach((name, node) -> {
            if (node.getInfo() instanceof TensorInfo tensor) {
                tensors.put(name, tensor);
            }
        });
        return tensors;
    }

    /** The model's name in error messages. */
    public String name() {
        return name;
    }

    /** The size of the file, which is roughly the native memory of its weights. */
    long bytes() {
        return bytes;
    }

    /** The device it runs on, and why. */
    public DeviceChoice device() {
        return device;
    }

    /**
     * How many concurrent calls are worth their memory: on a CPU one per core, at least two; on a GPU two, one running
     * while another prepares.
     */
    int callsAtOnce() {
        return device.used() instanceof Device.Cuda
                ? 2
                : Math.max(2, Runtime.getRuntime().availableProcessors());
    }

    /** The helpers of callers that prepare frames; null if a call has one thread. */
    @Nullable
    Helpers helpers() {
        return helpers;
    }

    /** The card's JSON in the file's metadata. */
    public Optional<String> card() {
        return card;
    }

    Map<String, TensorInfo> inputs() {
        return inputs;
    }

    Map<String, TensorInfo> outputs() {
        return outputs;
    }

    OrtEnvironment environment() {
        return environment;
    }

    /** Runs the graph into the caller's tensors. */
    void run(Map<String, OnnxTensor> in, Map<String, OnnxTensor> out) {
        try (OrtSession.Result pinned = session.run(in, Set.of(), out)) {
            // All results are in the caller's tensors; closing this result frees only its own bookkeeping.
        } catch (OrtException e) {
            throw failure(e);
        }
    }

    /** The shape of an output for these inputs. */
    long[] shapeOf(String output, Map<String, OnnxTensor> in) {
        try (OrtSession.Result result = session.run(in, Set.of(output))) {
            return ((TensorInfo) result.get(0).getInfo()).getShape();
        } catch (OrtException e) {
            throw failure(e);
        }
    }

    SegmentationException failure(OrtException e) {
        return new SegmentationException("%s: ONNX Runtime failed: %s".formatted(name, e.getMessage()), e);
    }

    /** Frees the model. Must not be called twice, nor during a run; {@code Segmenter} ensures both. */
    @Override
    public void close() {
        if (helpers != null) {
            helpers.close();
        }
        try {
            session.close();
        } catch (OrtException e) {
            throw failure(e);
        }
    }
}
