package dev.maskwright.trainer.retrain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.maskwright.models.graph.Network;
import dev.maskwright.models.graph.Node;
import dev.maskwright.models.zoo.encoder.Encoder;
import dev.maskwright.sdk.model.Normalization;
import dev.maskwright.trainer.data.Batch;
import dev.maskwright.trainer.data.Batches;
import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.data.Sample;
import dev.maskwright.trainer.data.augment.Augmentation;
import dev.maskwright.trainer.net.Images;
import dev.maskwright.trainer.net.NetworkBlock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The features of a frozen encoder for views, kept in half precision, so that each is encoded once however often it is
 * used, and the old network's logits for them. One thread at a time.
 */
final class Views {

    /** @param target class ids of the new network, row by row */
    @SuppressWarnings("ArrayRecordComponent") // pixels; views are never compared
    private record View(Map<String, NDArray> features, byte[] target) {}

    /**
     * A batch of views, in float32.
     *
     * @param features by the encoder's node that outputs them
     * @param oldLogits of the old network's last convolution
     * @param targets row by row, one view after the other
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Joined(Map<String, NDArray> features, NDArray oldLogits, byte[] targets) {}

    private final NetworkBlock old;
    private final String head;
    private final List<String> nodes;
    private final Normalization normalization;
    private final int width;
    private final int height;
    private final int most;
    private final Runnable listener;
    private final NDManager manager;
    private final List<View> views = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();

    /**
     * None yet.
     *
     * @param old the network before it is retrained
     * @param head its last convolution
     * @param most number of views that are kept
     * @param listener called before each view
     * @param manager owns the kept arrays
     */
    Views(
            NetworkBlock old,
            String head,
            Normalization normalization,
            int width,
            int height,
            int most,
            Runnable listener,
            NDManager manager) {
        this.old = old;
        this.head = head;
        this.nodes = encoded(old.network());
        this.normalization = normalization;
        this.width = width;
        this.height = height;
        this.most = most;
        this.listener = listener;
        this.manager = manager;
    }

    /** The encoder's nodes that the rest of a network reads, in the network's order. */
    private static List<String> encoded(Network network) {
        Set<String> read = new LinkedHashSet<>();
        for (Node node : network.nodes()) {
            if (!Encoder.owns(node.name())) {
                node.inputs().stream().filter(Encoder::owns).forEach(read::add);
            }
        }
        List<String> inOrder =
                network.nodes().stream().map(Node::name).filter(read::contains).toList();
        if (inOrder.isEmpty()) {
            throw new IllegalArgumentException(
                    "%s has no encoder that could be frozen, so it cannot be retrained in minutes; train it instead"
                            .formatted(network.architecture()));
        }
        return inOrder;
    }

    /**
     * Adds views of every row, all rows once before any is used twice, until the limit is reached.
     *
     * @param ids the new network's class by the data set's
     * @param times number of views of each row
     */
    void add(Dataset rows, ClassIds ids, Augmentation augmentation, int times, long seed) {
        int before = views.size();
        for (int pass = 1; pass <= times && views.size() < most; pass++) {
            try (Batches batches = Batches.shuffled(rows, 1, width, height, augmentation, seed, pass, 1)) {
                while (views.size() < most && batches.hasNext()) {
                    Batch batch = batches.next();
                    views.add(new View(encoded(batch.images()), ids.of(batch.targets())));
                }
                if (pass == 1) {
                    skipped.addAll(batches.skipped());
                    int left = rows.size() - batches.skipped().size() - (views.size() - before);
                    if (left > 0) {
                        skipped.add(String.format(
                                Locale.ROOT,
                                "%,d of %,d pictures were left out, chosen at random: at most"
                                        + " %,d views are learned from",
                                left,
                                rows.size(),
                                most));
                    }
                }
            }
        }
    }

    /**
     * Adds views of rows with objects of new classes pasted over them, all rows once before any is used twice, within
     * the same limit. A row that cannot be used is skipped.
     *
     * @param ids the new network's class by the data set's
     * @param pasting how they are pasted, and the other augmentation
     * @param times number of rows
     */
    void addPasted(Dataset rows, ClassIds ids, NewThings things, Augmentation pasting, int times, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] order = new int[rows.size()];
        for (int i = 0; i < times; i++) {
            if (i % order.length == 0) {
                shuffle(order, random);
            }
            Optional<Sample> old = ids.read(rows, order[i % order.length]);
            if (old.isPresent()) {
                Sample view = pasting.augment(old.get(), width, height, things, random.split())
                        .sample();
                views.add(new View(encoded(view.rgb()), view.target()));
            }
        }
    }

    private static void shuffle(int[] order, SplittableRandom random) {
        for (int i = 0; i < order.length; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
    }

    /** @param rgb of one view, interleaved */
    private Map<String, NDArray> encoded(byte[] rgb) {
        listener.run();
        List<String> wanted = new ArrayList<>(nodes);
        wanted.add(head);
        try (NDManager scratch = manager.newSubManager()) {
            NDArray image = Images.normalized(scratch, rgb, 1, width, height, normalization);
            Map<String, NDArray> kept = new LinkedHashMap<>();
            old.values(image, wanted).forEach((name, value) -> {
                NDArray half = value.toType(DataType.FLOAT16, true);
                half.attach(manager);
                kept.put(name, half);
            });
            return kept;
        }
    }

    int size() {
        return views.size();
    }

    /** A line for each row that could not be used. */
    List<String> skipped() {
        return List.copyOf(skipped);
    }

    /** How many pixels of each class the views have. */
    long[] pixels(int classes) {
        long[] pixels = new long[classes];
        for (View view : views) {
            for (byte id : view.target()) {
                int classId = Byte.toUnsignedInt(id);
                if (classId < classes) {
                    pixels[classId]++;
                }
            }
        }
        return pixels;
    }

    /**
     * A batch of views of two kinds, concatenated.
     *
     * @param chosen numbers of these
     * @param others the other kind
     * @param chosenOthers numbers of those
     * @param scratch owns the result
     */
    Joined joined(int[] chosen, Views others, int[] chosenOthers, NDManager scratch) {
        List<View> all = new ArrayList<>();
        for (int view : chosen) {
            all.add(views.get(view));
        }
        for (int view : chosenOthers) {
            all.add(others.views.get(view));
        }
        Map<String, NDArray> features = new LinkedHashMap<>();
        for (String node : nodes) {
            features.put(node, joined(all, node, scratch));
        }
        byte[] targets = new byte[all.size() * width * height];
        for (int i = 0; i < all.size(); i++) {
            System.arraycopy(all.get(i).target(), 0, targets, i * width * height, width * height);
        }
        return new Joined(features, joined(all, head, scratch), targets);
    }

    private static NDArray joined(List<View> views, String node, NDManager scratch) {
        NDList parts = new NDList();
        views.forEach(view -> parts.add(view.features().get(node)));
        NDArray joined = NDArrays.concat(parts, 0);
        joined.attach(scratch);
        return joined.toType(DataType.FLOAT32, false);
    }
}
