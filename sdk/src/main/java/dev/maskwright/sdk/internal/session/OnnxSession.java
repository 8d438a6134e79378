package dev.maskwright.sdk.internal.session;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtException.OrtErrorCode;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import dev.maskwright.sdk.Device;
import dev.maskwright.sdk.ModelCard;
import dev.maskwright.sdk.ModelFormatException;
import dev.maskwright.sdk.Options;
import dev.maskwright.sdk.SegmentationException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A model file opened by ONNX Runtime, without that library's traps; any number of threads may run it. */
public final class OnnxSession implements AutoCloseable {

    private final Path file;
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final Map<String, TensorInfo> inputs;
    private final Map<String, TensorInfo> outputs;
    private final Optional<String> card;

    private OnnxSession(Path file, OrtEnvironment environment, OrtSession session) throws OrtException {
        this.file = file;
        this.environment = environment;
        this.session = session;
        inputs = tensors(session.getInputInfo());
        outputs = tensors(session.getOutputInfo());
        card = session.getMetadata().getCustomMetadataValue(ModelCard.METADATA_KEY);
    }

    /**
     * Opens a model file.
     *
     * @throws ModelFormatException if the file is missing or not a whole ONNX model
     * @throws SegmentationException if the device cannot be used
     */
    public static OnnxSession open(Path file, Options options) {
        checkFile(file);
        OrtEnvironment environment = OnnxEnvironment.get();
        // ONNX Runtime never closes the options of a session; once it is made they are not needed.
        try (SessionOptions settings = new SessionOptions()) {
            int threads = options.threads() == 0 ? Runtime.getRuntime().availableProcessors() : options.threads();
            settings.setIntraOpNumThreads(threads);
            settings.setInterOpNumThreads(1);
            settings.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL); // errors arrive as exceptions
            if (options.device() instanceof Device.Cuda cuda) {
                addCuda(settings, cuda, file);
            }
            return new OnnxSession(file, environment, environment.createSession(file.toString(), settings));
        } catch (OrtException e) {
            boolean isParsed = e.getCode() != OrtErrorCode.ORT_INVALID_PROTOBUF;
            String reason = isParsed
                    ? "ONNX Runtime %s cannot open this model".formatted(environment.getVersion())
                    : "not an ONNX model, or a truncated one; copy or export it again";
            throw new ModelFormatException("%s: %s (%s)".formatted(file, reason, e.getMessage()), e);
        }
    }

    private static void addCuda(SessionOptions settings, Device.Cuda cuda, Path file) {
        Set<OrtProvider> providers = OrtEnvironment.getAvailableProviders();
        if (!providers.contains(OrtProvider.CUDA)) {
            throw new SegmentationException(
                    "%s: CUDA was asked for but this ONNX Runtime has only %s; add onnxruntime_gpu or use Device.cpu()"
                            .formatted(file, providers));
        }
        try (OrtCUDAProviderOptions options = new OrtCUDAProviderOptions(cuda.index())) {
            options.add("cudnn_conv_algo_search", "HEURISTIC"); // the exhaustive default makes each first run slow
            settings.addCUDA(options);
        } catch (OrtException e) {
            throw new SegmentationException(
                    "%s: %s cannot be used (%s); check the driver, CUDA 12 and cuDNN 9, or use Device.cpu()"
                            .formatted(file, cuda, e.getMessage()),
                    e);
        }
    }

    /** Says plainly what ONNX Runtime would report as a failure to parse. */
    private static void checkFile(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new ModelFormatException("%s: %s; give the path of an .onnx file"
                    .formatted(file, Files.isDirectory(file) ? "this is a folder" : "there is no such file"));
        }
        byte[] start;
        try (InputStream stream = Files.newInputStream(file)) {
            start = stream.readNBytes(64);
        } catch (IOException e) {
            throw new ModelFormatException("%s: the file cannot be read (%s)".formatted(file, e), e);
        }
        if (start.length == 0) {
            throw new ModelFormatException("%s: the file is empty; copy or export it again".formatted(file));
        }
        boolean isText = true;
        for (byte b : start) {
            isText &= b >= ' ' || b == '\n' || b == '\r' || b == '\t';
        }
        if (isText) {
            throw new ModelFormatException(
                    "%s: a text file, not an ONNX model; a download may have left a page or a pointer in its place"
                            .formatted(file));
        }
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

    /** What error messages call the model. */
    public Path file() {
        return file;
    }

    /** The JSON of the card in the file's metadata. */
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

    /** Runs the graph into tensors that the caller made. */
    void run(Map<String, OnnxTensor> in, Map<String, OnnxTensor> out) {
        try (OrtSession.Result pinned = session.run(in, Set.of(), out)) {
            // All results lie in the caller's tensors; closing this frees only its own bookkeeping.
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
        return new SegmentationException("%s: ONNX Runtime failed: %s".formatted(file, e.getMessage()), e);
    }

    /** Frees the model. Not for calling twice, nor while it runs: {@code Segmenter} sees to both. */
    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw failure(e);
        }
    }
}
