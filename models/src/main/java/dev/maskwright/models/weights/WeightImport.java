package dev.maskwright.models.weights;

import dev.maskwright.models.graph.Network;
import dev.maskwright.models.graph.Parameter;
import dev.maskwright.models.graph.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * Weights of other libraries as the weights of a network: under its keys, in its shapes and types. Every key of the
 * file and of the network is accounted for, and every number is finite.
 *
 * @param weights of the whole network, or of its encoder
 * @param notes what was ignored, removed or added to make them fit, for users
 */
public record WeightImport(Weights weights, List<String> notes) {

    /** The parts of a whole network that are not the encoder, in smp and in Hugging Face's SegFormer. */
    private static final List<String> OTHER_PARTS =
            List.of("decoder.", "segmentation_head.", "classification_head.", "decode_head.", "classifier.");

    /** What is often saved with networks but not part of them. */
    private static final List<String> BUFFERS = List.of("mean", "std", "loss_fn.", "criterion.", "loss.");

    private static final String HEAD = "segmentation_head.";

    private static final String BATCHES_TRACKED = ".num_batches_tracked";

    public WeightImport {
        notes = List.copyOf(notes);
    }

    /** {@link #network(Weights, Network, String, Preference)} of the weights as training left them. */
    public static WeightImport network(Weights file, Network network, String source) throws IOException {
        return network(file, network, source, Preference.RAW);
    }

    /**
     * The weights of a whole network that has the same keys as smp's, or of a {@code SegformerForSemanticSegmentation}
     * of Hugging Face.
     *
     * @param file as read
     * @param source what messages call them
     * @throws IOException listing keys that are missing, left over, of another shape, or not finite: all of up to 16
     */
    public static WeightImport network(Weights file, Network network, String source, Preference preference)
            throws IOException {
        List<String> notes = new ArrayList<>(file.remarks());
        try {
            Map<String, Tensor> tensors = unwrapped(file, network, preference, source, notes);
            return fitted(tensors, network.parameters(), network, source, new ArrayList<>(), notes);
        } catch (IOException e) {
            throw withRemarks(e, file);
        }
    }

    /** What was ignored in a file may be the reason why the rest does not fit. */
    private static IOException withRemarks(IOException fault, Weights file) {
        return file.remarks().isEmpty()
                ? fault
                : new IOException(fault.getMessage() + "; " + String.join("; ", file.remarks()), fault);
    }

    /**
     * Whether weights are those of a whole {@code SegformerForSemanticSegmentation} of Hugging Face, whose logits are
     * enlarged differently than in smp.
     */
    public static boolean isHuggingFaceSegformer(Weights file) {
        return KeyMap.isHuggingFaceSegformer(file.keys());
    }

    /**
     * The weights of a network's encoder: from smp, torchvision, timm or Hugging Face, alone or in a whole network.
     *
     * @param file as read
     * @param source what messages call them
     * @throws IOException listing keys that are missing, left over, of another shape, or not finite: all of up to 16
     * @throws IllegalArgumentException if the network has no encoder
     */
    public static WeightImport encoder(Weights file, Network network, String source) throws IOException {
        List<Parameter> parameters = network.parameters().stream()
                .filter(parameter -> parameter.key().startsWith(KeyMap.ENCODER))
                .toList();
        if (parameters.isEmpty()) {
            throw new IllegalArgumentException(
                    "%s has no encoder that could start from %s".formatted(network.architecture(), source));
        }
        List<String> notes = new ArrayList<>(file.remarks());
        Weights unwrapped = Weights.of(Unwrapping.withoutWrappers(file.asMap()));
        for (KeyMap map : KeyMap.ALL) {
            Optional<String> prefix = map.prefix(unwrapped);
            if (prefix.isPresent()) {
                notes.add("%s: keys of %s%s"
                        .formatted(source, map.source(), prefix.get().isEmpty() ? "" : ", under " + prefix.get()));
                List<String> faults = new ArrayList<>();
                Map<String, Tensor> encoder = encoderPart(unwrapped, map, prefix.get(), faults, notes);
                return fitted(map.apply(encoder), parameters, network, source, faults, notes);
            }
        }
        throw new IOException("%s: no encoder of smp, torchvision, timm or Hugging Face has such keys: %s"
                .formatted(source, Quoted.of(file.keys().toString())));
    }

    /**
     * The number of classes that a whole network's weights were made for.
     *
     * @param build makes the network for a number of classes
     * @throws IOException if the weights do not show it
     */
    public static int classes(Weights file, IntFunction<Network> build, String source, Preference preference)
            throws IOException {
        Map<String, Tensor> tensors = unwrapped(file, build.apply(2), preference, source, new ArrayList<>());
        Map<String, Shape> ofTwo = new HashMap<>();
        build.apply(2).parameters().forEach(parameter -> ofTwo.put(parameter.key(), parameter.shape()));
        for (Parameter parameter : build.apply(1).parameters()) {
            Tensor tensor = tensors.get(parameter.key());
            Shape one = parameter.shape();
            Shape two = ofTwo.getOrDefault(parameter.key(), one);
            for (int d = 0; d < one.rank(); d++) {
                int perClass = two.size(d) - one.size(d);
                if (perClass > 0 && tensor != null && tensor.shape().rank() == one.rank()) {
                    return 1 + (tensor.shape().size(d) - one.size(d)) / perClass;
                }
            }
        }
        if (ofTwo.keySet().stream().noneMatch(tensors::containsKey)) {
            boolean isOptimizer = file.keys().stream()
                    .allMatch(key -> key.matches(".*\\b(exp_avg|exp_avg_sq|momentum_buffer|square_avg|step)"));
            throw withRemarks(
                    new IOException("%s: %s"
                            .formatted(
                                    source,
                                    isOptimizer
                                            ? "the state of an optimizer, not weights;"
                                                    + " take the file of the network"
                                            : "none of its %d keys is one of %s: %s; %s"
                                                    .formatted(
                                                            file.keys().size(),
                                                            build.apply(1).architecture(),
                                                            Quoted.of(
                                                                    file.keys().toString()),
                                                            isEncoder(file)
                                                                    ? "it is an encoder,"
                                                                            + " not a whole"
                                                                            + " network: a"
                                                                            + " training can start"
                                                                            + " from it"
                                                                    : "name the"
                                                                            + " architecture that"
                                                                            + " it was trained with"))),
                    file);
        }
        throw withRemarks(
                new IOException("%s: it has no head of %s, so it is not a whole network; a training can start its"
                                .formatted(source, build.apply(1).architecture())
                        + " encoder from it"),
                file);
    }

    private static boolean isEncoder(Weights file) {
        Weights unwrapped = Weights.of(Unwrapping.withoutWrappers(file.asMap()));
        return KeyMap.ALL.stream().anyMatch(map -> map.prefix(unwrapped).isPresent());
    }

    private static Map<String, Tensor> unwrapped(
            Weights file, Network network, Preference preference, String source, List<String> notes)
            throws IOException {
        Map<String, Tensor> tensors = file.asMap();
        if (isHuggingFaceSegformer(file)) {
            tensors = KeyMap.ofHuggingFaceSegformer(Unwrapping.withoutWrappers(tensors));
            notes.add("keys of SegformerForSemanticSegmentation of Hugging Face");
        }
        Set<String> wanted = new HashSet<>();
        network.parameters().forEach(parameter -> wanted.add(parameter.key()));
        Unwrapping unwrapping = Unwrapping.of(tensors, wanted, preference, source);
        notes.addAll(unwrapping.notes());
        return unwrapping.tensors();
    }

    /** What belongs to the encoder, without its prefix. */
    private static Map<String, Tensor> encoderPart(
            Weights file, KeyMap map, String prefix, List<String> faults, List<String> notes) {
        Map<String, Tensor> encoder = new LinkedHashMap<>();
        Map<String, Integer> leftOut = new TreeMap<>();
        String whole = prefix.replaceFirst("(segformer\\.)?encoder\\.(model\\.)?$", ""); // that of the network
        file.asMap().forEach((key, tensor) -> {
            String inner = key.startsWith(prefix) ? key.substring(prefix.length()) : key;
            String own = key.startsWith(whole) ? key.substring(whole.length()) : key;
            if (map.leftOut().stream().anyMatch(inner::startsWith)
                    || OTHER_PARTS.stream().anyMatch(own::startsWith)
                    || BUFFERS.stream().anyMatch(own::startsWith)
                    || !key.startsWith(whole)) {
                leftOut.merge(own.contains(".") ? own.substring(0, own.indexOf('.') + 1) + "*" : own, 1, Integer::sum);
            } else if (key.startsWith(prefix)) {
                encoder.put(inner, tensor);
            } else {
                faults.add("the encoder has no " + Quoted.of(key));
            }
        });
        leftOut.forEach(
                (part, count) -> notes.add("ignored %s, %d keys: not part of the encoder".formatted(part, count)));
        return encoder;
    }

    private static WeightImport fitted(
            Map<String, Tensor> file,
            List<Parameter> parameters,
            Network network,
            String source,
            List<String> faults,
            List<String> notes)
            throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>(file);
        addBatchesTracked(tensors, parameters, notes);
        tensors.replaceAll((key, tensor) -> key.endsWith(BATCHES_TRACKED) && tensor.values().length == 1
                ? new Tensor(
                        tensor.type(), Shape.of(), tensor.values()) // NumPy's ascontiguousarray gives it a dimension
                : tensor);
        adaptInputChannels(tensors, parameters.get(0), notes);
        faults.addAll(Weights.of(tensors).faults(parameters));
        explainInputChannels(faults, parameters, tensors, network);
        tensors.forEach(
                (key, tensor) -> notFinite(tensor).ifPresent(fault -> faults.add(Quoted.of(key) + " " + fault)));
        if (!faults.isEmpty()) {
            boolean isHeadOnly = faults.stream().allMatch(fault -> fault.startsWith(HEAD));
            throw new IOException("%s: %d of %d keys do not fit %s with %d input channels and %d classes: %s%s"
                    .formatted(
                            source,
                            faults.size(),
                            parameters.size(),
                            network.architecture(),
                            network.inputChannels(),
                            network.classes(),
                            Quoted.list(faults),
                            isHeadOnly ? "; only the head differs: a training can start its encoder from it" : ""));
        }
        Map<String, Tensor> inOrder = new LinkedHashMap<>();
        for (Parameter parameter : parameters) {
            Tensor tensor = Objects.requireNonNull(tensors.get(parameter.key()));
            Tensor.Type type = parameter.kind() == Parameter.Kind.BATCHES_TRACKED ? Tensor.Type.I64 : Tensor.Type.F32;
            inOrder.put(parameter.key(), new Tensor(type, tensor.shape(), tensor.values()));
        }
        return new WeightImport(Weights.of(inOrder), notes);
    }

    /** Files from before PyTorch 0.4.1 have no such counts, and nothing computes with them. PyTorch sets 0, too. */
    private static void addBatchesTracked(Map<String, Tensor> tensors, List<Parameter> parameters, List<String> notes) {
        if (tensors.keySet().stream().anyMatch(key -> key.endsWith(BATCHES_TRACKED))) {
            return;
        }
        List<Parameter> counts = parameters.stream()
                .filter(parameter -> parameter.kind() == Parameter.Kind.BATCHES_TRACKED)
                .toList();
        counts.forEach(count -> tensors.put(count.key(), new Tensor(Tensor.Type.I64, count.shape(), new float[1])));
        if (!counts.isEmpty()) {
            notes.add("num_batches_tracked is not in the file; it starts at 0");
        }
    }

    /**
     * Lets the first convolution of RGB or grey pictures take other channels, as smp's {@code patch_first_conv} does:
     * for one channel the weights are summed; for more they are repeated and scaled down, so that equal channels give
     * the same as before.
     */
    private static void adaptInputChannels(Map<String, Tensor> tensors, Parameter first, List<String> notes) {
        Tensor tensor = tensors.get(first.key());
        if (tensor == null
                || tensor.shape().rank() != 4
                || first.shape().rank() != 4
                || tensor.shape().size(1) == first.shape().size(1)) {
            return;
        }
        int given = tensor.shape().size(1);
        int wanted = first.shape().size(1);
        List<Integer> sizes = new ArrayList<>(tensor.shape().sizes());
        sizes.set(1, wanted);
        if ((given != 1 && given != 3) || !new Shape(sizes).equals(first.shape())) {
            return;
        }
        int outputs = sizes.get(0);
        int taps = sizes.get(2) * sizes.get(3);
        float[] from = tensor.values();
        float[] to = new float[outputs * wanted * taps];
        for (int output = 0; output < outputs; output++) {
            for (int channel = 0; channel < Math.max(given, wanted); channel++) {
                float share = wanted == 1 ? 1 : channel < wanted ? (float) given / wanted : 0;
                for (int tap = 0; tap < taps && share > 0; tap++) {
                    to[(output * wanted + channel % wanted) * taps + tap] +=
                            share * from[(output * given + channel % given) * taps + tap];
                }
            }
        }
        tensors.put(first.key(), Tensor.of(first.shape(), to));
        notes.add("%s took %d-channel images; its weights were %s for %d"
                .formatted(first.key(), given, wanted == 1 ? "summed up" : "repeated and scaled", wanted));
    }

    /** The first convolution is the one that differs in a network for other images. */
    private static void explainInputChannels(
            List<String> faults, List<Parameter> parameters, Map<String, Tensor> tensors, Network network) {
        Parameter first = parameters.get(0);
        Tensor tensor = tensors.get(first.key());
        if (tensor != null
                && tensor.shape().rank() == 4
                && first.shape().rank() == 4
                && tensor.shape().size(1) != network.inputChannels()) {
            faults.add(
                    0,
                    ("%s takes %d-channel images, the network %d-channel ones; give its"
                                    + " normalization a mean and std of as many values")
                            .formatted(first.key(), tensor.shape().size(1), network.inputChannels()));
        }
    }

    private static Optional<String> notFinite(Tensor tensor) {
        for (int i = 0; i < tensor.values().length; i++) {
            if (!Float.isFinite(tensor.values()[i])) {
                return Optional.of("is %s at %s".formatted(tensor.values()[i], index(i, tensor.shape())));
            }
        }
        return Optional.empty();
    }

    private static List<Integer> index(int element, Shape shape) {
        List<Integer> index = new ArrayList<>();
        int rest = element;
        for (int d = shape.rank() - 1; d >= 0; d--) {
            index.add(0, rest % shape.size(d));
            rest /= shape.size(d);
        }
        return index;
    }
}
