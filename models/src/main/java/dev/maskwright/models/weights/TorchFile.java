package dev.maskwright.models.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the state dicts that PyTorch saves as {@code .pth} or {@code .pt}: a zip file with a pickle, {@code data.pkl},
 * and one entry for each storage; before version 1.6, pickles of a magic number, a version, the machine's byte order,
 * the state dict and the keys of its storages, then each storage after its length. No code in the file is run.
 *
 * <p>In a checkpoint with other things beside its state dict, as Lightning and training scripts write them, tensors are
 * read with their path as a prefix, {@code state_dict.encoder.conv1.weight}; those of optimizers and the like are
 * skipped, and objects of other kinds are named in {@link Weights#remarks}.
 */
public final class TorchFile {

    private static final String PICKLE = "/data.pkl";
    /** Parts of the names that checkpoints use for what only training needs. */
    private static final List<String> OF_TRAINING =
            List.of("optim", "sched", "scaler", "rng", "callback", "loops", "hyper_parameters", "amp_state");

    /** How deeply state dicts are nested in checkpoints. */
    private static final int DEEPEST = 5;

    /** How deeply layers are nested in networks. */
    private static final int DEEPEST_LAYER = 64;

    private static final int MOST_NAMED = 16;

    /** The total length of the names of all tensors: a name is as long as all the keys that lead to it. */
    private static final int MOST_LETTERS = 16 << 20;

    /** The pickle at the beginning of files from before PyTorch 1.6: a number of ten bytes. */
    private static final ByteBuffer OLD_MAGIC =
            ByteBuffer.wrap(HexFormat.of().parseHex("80028a0a6cfc9c46f9206aa850192e"));

    private static final long OLD_VERSION = 1001;

    private final String source;
    private final Function<String, Optional<ByteBuffer>> storages;
    private final ByteOrder order;
    private final Map<TensorView, Tensor> gathered = new HashMap<>();
    /** How many values may still be created: one for each byte of the file, however many views its storages have. */
    private long budget;

    private TorchFile(String source, Function<String, Optional<ByteBuffer>> storages, ByteOrder order, long budget) {
        this.source = source;
        this.storages = storages;
        this.order = order;
        this.budget = budget;
    }

    /**
     * Reads the state dict of a file of at most 2 GiB, in its order.
     *
     * @throws IOException if the file cannot be read, or holds no state dict; the message says what was found
     */
    public static Weights read(Path file) throws IOException {
        return parse(FileBytes.map(file), file.toString());
    }

    /**
     * As {@link #read}, for a file in memory.
     *
     * @param file the whole file, from 0 to its limit
     * @param source what messages call it
     */
    public static Weights parse(ByteBuffer file, String source) throws IOException {
        try {
            if (ZipArchive.isZip(file)) {
                return parseZip(ZipArchive.of(file), file.limit(), source);
            }
            if (isOld(file)) {
                return parseOld(file.slice(OLD_MAGIC.limit(), file.limit() - OLD_MAGIC.limit()), source);
            }
            throw new MalformedException(
                    isTar(file) ? TAR : "it is neither a zip file nor a file of PyTorch from before version 1.6");
        } catch (MalformedException e) {
            throw new IOException("%s: %s".formatted(source, e.getMessage()), e);
        }
    }

    /** Whether this is the beginning of a file from before PyTorch 1.6. */
    static boolean isOld(ByteBuffer file) {
        return file.limit() >= OLD_MAGIC.limit()
                && file.slice(0, OLD_MAGIC.limit()).equals(OLD_MAGIC);
    }

    private static Weights parseZip(ZipArchive archive, long budget, String source) throws MalformedException {
        String pickle = pickleName(archive);
        String folder = pickle.substring(0, pickle.length() - PICKLE.length());
        TorchFile torch =
                new TorchFile(source, key -> archive.entry(folder + "/data/" + key), order(archive, folder), budget);
        return torch.tensors(Unpickler.read(archive.entry(pickle).orElseThrow()));
    }

    /** What follows the magic number. */
    private static Weights parseOld(ByteBuffer file, String source) throws MalformedException {
        Object version = Unpickler.read(file);
        if (!version.equals(OLD_VERSION)) {
            throw new MalformedException(
                    "it has version %s of PyTorch's older format; only version %d can be read", version, OLD_VERSION);
        }
        boolean isLittle =
                Unpickler.read(file) instanceof Map<?, ?> machine && Boolean.TRUE.equals(machine.get("little_endian"));
        Object stateDict = Unpickler.read(file);
        if (!(Unpickler.read(file) instanceof List<?> keys)) {
            throw new MalformedException("it has no list of its storages");
        }
        ByteOrder order = isLittle ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        Map<String, Integer> bytesPerElement = new HashMap<>();
        views(stateDict)
                .forEach(view -> bytesPerElement.put(
                        view.storage().key(), view.storage().type().bytes()));
        Map<String, ByteBuffer> storages = new HashMap<>();
        for (Object key : keys) {
            int bytes = bytesPerElement.getOrDefault(String.valueOf(key), 0);
            if (bytes == 0 || file.remaining() < Long.BYTES) {
                throw new MalformedException(
                        bytes == 0 ? "its storage '%s' belongs to no tensor" : "it ends before storage '%s'",
                        Quoted.of(String.valueOf(key)));
            }
            long elements = file.order(order).getLong();
            if (elements < 0 || elements > file.remaining() / bytes) {
                throw new MalformedException(
                        "storage '%s' claims %d elements of %d bytes, but %d bytes are left; the file is cut off",
                        Quoted.of(String.valueOf(key)), elements, bytes, file.remaining());
            }
            int length = (int) (elements * bytes);
            storages.put(String.valueOf(key), file.slice(file.position(), length));
            file.position(file.position() + length);
        }
        TorchFile torch = new TorchFile(
                source, key -> Optional.ofNullable(storages.get(key)).map(ByteBuffer::duplicate), order, file.limit());
        return torch.tensors(stateDict);
    }

    /** All tensors of a pickle, at any depth. */
    private static List<TensorView> views(Object root) {
        List<TensorView> views = new ArrayList<>();
        Deque<Object> left = new ArrayDeque<>(List.of(root));
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        while (!left.isEmpty()) {
            Object next = left.pop();
            if (next instanceof TensorView view) {
                views.add(view);
            } else if (seen.add(next)) {
                left.addAll(parts(next));
            }
        }
        return views;
    }

    private static Collection<?> parts(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.values();
        }
        return value instanceof List<?> list
                ? list
                : value instanceof Placeholder placeholder ? placeholder.parts() : List.of();
    }

    private static final String TAR = "it is in the format that PyTorch wrote before version 0.1.10, which is not"
            + " supported; convert it: torch.save(torch.load(\"old.pth\", map_location=\"cpu\"),"
            + " \"new.pth\")";

    private static boolean isTar(ByteBuffer file) {
        byte[] magic = "ustar".getBytes(StandardCharsets.US_ASCII);
        return file.limit() >= 512 && file.slice(257, magic.length).equals(ByteBuffer.wrap(magic));
    }

    private static String pickleName(ZipArchive archive) throws MalformedException {
        List<String> pickles = archive.names().stream()
                .filter(name -> name.endsWith(PICKLE) && name.indexOf('/') == name.length() - PICKLE.length())
                .toList();
        if (pickles.isEmpty()) {
            throw new MalformedException(
                    "it is a zip file that PyTorch did not write: it has no FOLDER/data.pkl,"
                            + " only %s. If weights are among these, unpack them and use those",
                    Quoted.of(
                            archive.names().stream().limit(MOST_NAMED).toList().toString()));
        }
        if (pickles.size() > 1) {
            throw new MalformedException(
                    "it is a zip file with %d entries called data.pkl; PyTorch writes one", pickles.size());
        }
        return pickles.get(0);
    }

    private static ByteOrder order(ZipArchive archive, String folder) {
        Optional<ByteBuffer> order = archive.entry(folder + "/byteorder");
        boolean big =
                order.isPresent() && order.get().equals(ByteBuffer.wrap("big".getBytes(StandardCharsets.US_ASCII)));
        return big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    private Weights tensors(Object root) throws MalformedException {
        Contents contents = new Contents();
        contents.collect(root, "", 0);
        if (root instanceof Placeholder placeholder && contents.views.isEmpty()) {
            throw new MalformedException(
                    "its pickle asks for %s, which is not part of a state dict; nothing was run."
                            + " Save the weights alone: torch.save(model.state_dict(), \"new.pth\")",
                    placeholder.name());
        }
        if (contents.letters > MOST_LETTERS) {
            throw new MalformedException("the names of its tensors have more than %,d characters", MOST_LETTERS);
        }
        Map<String, TensorView> views = contents.views;
        Set<String> others = contents.others;
        if (views.isEmpty()) {
            throw new MalformedException(
                    "it holds no state dict%s. Save the weights alone: torch.save(model.state_dict(), \"new.pth\")",
                    others.isEmpty()
                            ? ""
                            : ", but objects of " + String.join(", ", others) + "; none of their code was run");
        }
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Map.Entry<String, TensorView> view : views.entrySet()) {
            try {
                tensors.put(view.getKey(), tensor(view.getValue()));
            } catch (MalformedException e) {
                throw new MalformedException(
                        "tensor '%s': %s", Quoted.of(view.getKey()), String.valueOf(e.getMessage()));
            }
        }
        Weights weights = Weights.of(tensors);
        if (!contents.networks.isEmpty()) {
            weights = weights.withRemark("the weights were taken from objects, whose code was not run: "
                    + String.join(", ", contents.networks));
        }
        return others.isEmpty()
                ? weights
                : weights.withRemark("objects besides the weights were ignored, and their code was not run: "
                        + String.join(", ", others));
    }

    /** Tensors in dicts and lists, by their paths; what only training needs is skipped. */
    private static final class Contents {

        private final Map<String, TensorView> views = new LinkedHashMap<>();
        private final Set<String> others = new TreeSet<>();
        private final Set<String> networks = new TreeSet<>();
        private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        private int letters;
        private int objects; // that are being visited

        void collect(Object value, String path, int depth) {
            if (letters > MOST_LETTERS) {
                return;
            }
            if (value instanceof TensorView view) {
                if (!view.isEmpty()) {
                    letters += path.length();
                    views.put(path, view);
                }
            } else if (value instanceof Placeholder placeholder) {
                if (!isFilled(placeholder, path, depth)
                        && others.size() < MOST_NAMED
                        && !placeholder.name().equals(Placeholder.BYTES)) {
                    others.add(placeholder.name());
                }
            } else if (depth < DEEPEST && value instanceof Map<?, ?> map && seen.add(map)) {
                map.forEach((key, entry) -> {
                    String name = String.valueOf(key);
                    boolean isOfTraining = depth < 2
                            && !(entry instanceof TensorView)
                            && OF_TRAINING.stream().anyMatch(name.toLowerCase(Locale.ROOT)::contains);
                    if (!isOfTraining) {
                        collect(entry, joined(path, name), depth + 1);
                    }
                });
            } else if (depth < DEEPEST
                    && value instanceof List<?> list
                    && list.size() <= MOST_NAMED
                    && seen.add(list)) {
                for (int i = 0; i < list.size(); i++) {
                    collect(list.get(i), joined(path, String.valueOf(i)), depth + 1);
                }
            }
        }

        /** Takes the tensors out of a dict of another class, or of a whole network; false if there are none. */
        private boolean isFilled(Placeholder object, String path, int depth) {
            int before = views.size();
            objects++;
            Map<Object, Object> entries = object.entries();
            if (entries.containsKey(Unpickler.MODULES)) {
                if (depth < DEEPEST_LAYER && seen.add(object)) {
                    collectLayer(entries, path, depth);
                }
            } else if (!entries.isEmpty()) {
                collect(entries, path, depth);
            }
            objects--;
            boolean isFilled = views.size() > before;
            if (isFilled && objects == 0 && networks.size() < MOST_NAMED) {
                networks.add(object.name());
            }
            return isFilled;
        }

        /** A network that was saved as an object: its parameters, buffers and layers, as its state dict has them. */
        private void collectLayer(Map<Object, Object> fields, String path, int depth) {
            List<?> unsaved = members(fields.get("_non_persistent_buffers_set"));
            for (String field : List.of("_parameters", "_buffers", Unpickler.MODULES)) {
                if (fields.get(field) instanceof Map<?, ?> parts) {
                    parts.forEach((name, part) -> {
                        boolean isLayer = part instanceof Placeholder layer
                                && layer.entries().containsKey(Unpickler.MODULES);
                        if (!unsaved.contains(name) && (part instanceof TensorView || isLayer)) {
                            collect(part, joined(path, String.valueOf(name)), depth + 1);
                        }
                    });
                }
            }
        }

        /** The items of a set, which older protocols build by a call with a list. */
        private static List<?> members(@Nullable Object set) {
            if (set instanceof Placeholder made
                    && !made.parts().isEmpty()
                    && made.parts().get(0) instanceof List<?> arguments) {
                return arguments.size() == 1 && arguments.get(0) instanceof List<?> list ? list : List.of();
            }
            return set instanceof List<?> list ? list : List.of();
        }
    }

    private static String joined(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** Views that are the same share their values, as they do in PyTorch. */
    private Tensor tensor(TensorView view) throws MalformedException {
        Tensor known = gathered.get(view);
        if (known != null) {
            return known;
        }
        TensorView.Storage storage = view.storage();
        ByteBuffer bytes = storages.apply(storage.key())
                .orElseThrow(() -> new MalformedException("there is no storage '%s'", Quoted.of(storage.key())));
        if (storage.elements() < 0
                || bytes.limit() != storage.elements() * (double) storage.type().bytes()) {
            throw new MalformedException(
                    "storage '%s' has %d bytes, not the %d elements of its %s",
                    Quoted.of(storage.key()),
                    bytes.limit(),
                    storage.elements(),
                    storage.type().className());
        }
        budget -= view.elements();
        if (budget < 0) {
            throw new MalformedException(
                    "the tensors before it and this one have more values than %s has bytes", source);
        }
        Tensor tensor = view.gather(bytes.order(order));
        gathered.put(view, tensor);
        return tensor;
    }
}
