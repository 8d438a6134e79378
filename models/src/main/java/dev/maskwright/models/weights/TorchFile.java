package dev.maskwright.models.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the state dicts that PyTorch saves as {@code .pth} or {@code .pt}: a zip file with a pickle, {@code data.pkl},
 * and one entry for each storage. Nothing in the file is run, and a file that holds anything but a state dict is
 * refused.
 *
 * <p>In a checkpoint with other things beside its state dict, as Lightning writes them, the state dict is read and the
 * rest is not; keys then begin with the name that the checkpoint has for it, {@code state_dict.encoder.conv1.weight}.
 */
public final class TorchFile {

    private static final String PICKLE = "/data.pkl";
    /** Under which names checkpoints keep the state dict. */
    private static final List<String> STATE_DICTS = List.of("state_dict", "model_state_dict", "model");

    private final String source;
    private final ZipArchive archive;
    private final String folder;
    private final ByteOrder order;
    private final Map<TensorView, Tensor> gathered = new HashMap<>();
    /** How many values may still be made: one for each byte of the file, however many views its storages have. */
    private long budget;

    private TorchFile(String source, ZipArchive archive, String folder, ByteOrder order, long budget) {
        this.source = source;
        this.archive = archive;
        this.folder = folder;
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
     * @param source where it comes from, for messages
     */
    public static Weights parse(ByteBuffer file, String source) throws IOException {
        try {
            if (!ZipArchive.isZip(file)) {
                throw new MalformedException(isOldPickle(file) || isTar(file) ? OLD : "it is no zip file");
            }
            ZipArchive archive = ZipArchive.of(file);
            String pickle = pickleName(archive);
            String folder = pickle.substring(0, pickle.length() - PICKLE.length());
            TorchFile torch = new TorchFile(source, archive, folder, order(archive, folder), file.limit());
            return Weights.of(torch.tensors(Unpickler.read(archive.entry(pickle).orElseThrow())));
        } catch (MalformedException e) {
            throw new IOException("%s: %s".formatted(source, e.getMessage()), e);
        }
    }

    private static final String OLD = "it is in PyTorch's format from before version 1.6, which is not read here;"
            + " convert it: torch.save(torch.load(\"old.pth\", map_location=\"cpu\"), \"new.pth\")";

    private static boolean isOldPickle(ByteBuffer file) {
        return file.limit() >= 2 && file.get(0) == (byte) 0x80 && file.get(1) <= 5;
    }

    private static boolean isTar(ByteBuffer file) {
        byte[] magic = "ustar".getBytes(StandardCharsets.US_ASCII);
        return file.limit() >= 512 && file.slice(257, magic.length).equals(ByteBuffer.wrap(magic));
    }

    private static String pickleName(ZipArchive archive) throws MalformedException {
        List<String> pickles = archive.names().stream()
                .filter(name -> name.endsWith(PICKLE) && name.indexOf('/') == name.length() - PICKLE.length())
                .toList();
        if (pickles.size() != 1) {
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

    private Map<String, Tensor> tensors(Object root) throws MalformedException {
        if (!(root instanceof Map<?, ?> entries)) {
            throw new MalformedException("it holds no state dict");
        }
        String prefix = "";
        for (String name : STATE_DICTS) {
            if (entries.get(name) instanceof Map<?, ?> inner) {
                prefix = name + ".";
                entries = inner;
                break;
            }
        }
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : entries.entrySet()) {
            String key = prefix + entry.getKey();
            if (!(entry.getValue() instanceof TensorView view)) {
                throw new MalformedException(
                        "it holds no state dict: '%s' is no tensor. Save the weights alone: torch.save(model.state_dict(), \"new.pth\")",
                        Quoted.of(key));
            }
            try {
                tensors.put(key, tensor(view));
            } catch (MalformedException e) {
                throw new MalformedException("tensor '%s': %s", Quoted.of(key), String.valueOf(e.getMessage()));
            }
        }
        return tensors;
    }

    /** Views that are the same share their values, as they do in PyTorch. */
    private Tensor tensor(TensorView view) throws MalformedException {
        Tensor known = gathered.get(view);
        if (known != null) {
            return known;
        }
        TensorView.Storage storage = view.storage();
        ByteBuffer bytes = archive.entry(folder + "/data/" + storage.key())
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
