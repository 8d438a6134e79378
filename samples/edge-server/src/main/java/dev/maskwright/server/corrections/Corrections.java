package dev.maskwright.server.corrections;

import dev.maskwright.folder.corrections.Correction;
import dev.maskwright.folder.corrections.CorrectionSet;
import dev.maskwright.folder.corrections.Doubt;
import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.image.ImageFiles;
import dev.maskwright.sdk.image.ImageReadException;
import dev.maskwright.sdk.image.ImageSize;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.server.engine.EncodedPicture;
import dev.maskwright.server.engine.Engine;
import dev.maskwright.server.engine.ModelVersion;
import dev.maskwright.server.engine.Reason;
import dev.maskwright.server.engine.RefusedException;
import dev.maskwright.server.engine.Reply;
import dev.maskwright.server.web.HttpProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

/**
 * Kept pictures and their corrections: the model's results in a {@link PictureStore}, people's in a {@link
 * CorrectionSet}. Thread-safe; one correction is written at a time.
 */
final class Corrections {

    private static final Pattern CLASS_NAME = Pattern.compile("[^\\p{Cntrl}]{1,60}");

    private final Engine engine;
    private final CorrectionOptions options;
    private final PictureStore store;
    private final CorrectionSet set;
    private final AtomicBoolean refreshing = new AtomicBoolean();

    private Corrections(Engine engine, CorrectionOptions options, PictureStore store, CorrectionSet set) {
        this.engine = engine;
        this.options = options;
        this.store = store;
        this.set = set;
    }

    /**
     * @throws IOException if the folder holds corrections of other classes than the standard model's, or cannot be used
     */
    static Corrections open(Engine engine, CorrectionOptions options) throws IOException {
        CorrectionSet set = CorrectionSet.open(options.dir(), names(engine));
        return new Corrections(engine, options, PictureStore.open(options.own("pictures")), set);
    }

    private static List<String> names(Engine engine) {
        return engine.models().standard().card().classes().stream()
                .map(ClassLabel::name)
                .toList();
    }

    PictureStore store() {
        return store;
    }

    CorrectionOptions options() {
        return options;
    }

    /** The number of pictures with corrections. */
    int corrected() throws IOException {
        return set.names().size();
    }

    /** The classes of the model in their colours, then the new ones. */
    List<ClassLabel> classes() {
        List<ClassLabel> labels =
                new ArrayList<>(engine.models().standard().card().classes());
        List<String> names = set.classes();
        if (labels.size() < names.size()) {
            labels.addAll(ClassLabel.of(names).subList(labels.size(), names.size()));
        }
        return labels;
    }

    /** The id of a class, which is added if there is none of this name. */
    int classId(String name) throws RefusedException, IOException {
        if (!CLASS_NAME.matcher(name).matches()) {
            throw new RefusedException(
                    Reason.BAD_REQUEST,
                    "the name of a class must have 1 to 60 characters and no control characters, such as coffee_table");
        }
        try {
            return set.classId(name);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(Reason.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    /** The kept picture, and whether it was kept before. */
    record Kept(KeptPicture picture, boolean isNew) {}

    /** Keeps a picture with the mask of the model in use. */
    Kept keep(byte[] content, String name) throws RefusedException, IOException {
        String id = CorrectionSet.name(content);
        KeptPicture before = store.get(id).orElse(null);
        if (before != null) {
            return new Kept(before, false);
        }
        Reply<Finding> reply = find(content, name);
        Finding found = reply.value();
        KeptPicture picture = new KeptPicture(
                id,
                name,
                found.width(),
                found.height(),
                content.length + found.files().bytes(),
                Instant.now(),
                set.names().contains(id),
                reply.by().version(),
                found.doubt());
        synchronized (this) {
            requireRoom(picture.bytes());
            store.add(picture, content, found.files());
        }
        return new Kept(picture, true);
    }

    private void requireRoom(long bytes) {
        if (store.size() >= options.pictures() || store.bytes() + bytes > options.bytes()) {
            throw new HttpProblemException(
                    507,
                    ("%d pictures with %d bytes are kept, of at most %d and %d; remove some, or"
                                    + " start the server with a larger --max-kept or --max-kept-megabytes")
                            .formatted(store.size(), store.bytes(), options.pictures(), options.bytes()));
        }
    }

    private Reply<Finding> find(byte[] content, String name) throws RefusedException {
        Reply<Finding> reply = engine.segment(
                engine.models().standard(),
                List.of(new EncodedPicture(content, name)),
                pictures -> Finding.of(pictures.get(0)));
        List<String> known = set.classes();
        List<String> found = reply.value().classes();
        if (found.size() > known.size() || !known.subList(0, found.size()).equals(found)) {
            throw new RefusedException(
                    Reason.CONFLICT,
                    ("the model in use has other classes than the corrections in %s; go back to"
                                    + " the previous one, or start the server with another folder")
                            .formatted(options.dir()));
        }
        return reply;
    }

    KeptPicture picture(String id) {
        return store.get(id)
                .orElseThrow(() -> new HttpProblemException(
                        404, "no picture is kept as '%s'".formatted(id.replaceAll("\\W", "?"))));
    }

    /** The mask of the model in use for a picture, as an indexed PNG: computed again if the model has changed. */
    byte[] mask(String id) throws RefusedException, IOException {
        KeptPicture picture = picture(id);
        if (!picture.model().equals(current().version())) {
            refresh(picture);
        }
        return store.mask(id);
    }

    private ModelVersion current() {
        return engine.models().standard().version();
    }

    private void refresh(KeptPicture picture) throws RefusedException, IOException {
        byte[] content = store.content(picture.id());
        Reply<Finding> reply = find(content, picture.name());
        Finding found = reply.value();
        long bytes = content.length + found.files().bytes();
        KeptPicture now = picture(picture.id()).withFound(reply.by().version(), found.doubt(), bytes);
        store.replaceFound(now, found.files());
        if (now.corrected()) {
            drawSmall(now);
        }
    }

    /** The corrections of a picture so far, as an indexed PNG: ids, or {@link Correction#UNTOUCHED}. */
    byte[] labels(String id) throws IOException {
        picture(id);
        Path file = options.dir().resolve("masks").resolve(id + ".png");
        if (!Files.exists(file)) {
            throw new HttpProblemException(404, "the picture '%s' has no corrections yet".formatted(id));
        }
        return Files.readAllBytes(file);
    }

    /** Renders the thumbnail again: the corrections over the model's mask. */
    private void drawSmall(KeptPicture picture) throws IOException {
        byte[] ids =
                ImageFiles.decodeLabels(store.mask(picture.id()), "the mask").ids();
        if (picture.corrected()) {
            byte[] said =
                    ImageFiles.decodeLabels(labels(picture.id()), "the labels").ids();
            touched(said).stream().forEach(pixel -> ids[pixel] = said[pixel]);
        }
        Mask mask = Mask.of(picture.width(), picture.height(), ids, certain(ids.length), classes());
        store.replaceSmall(
                picture.id(), Thumbnail.of(ImageFiles.decode(store.content(picture.id()), picture.name()), mask));
    }

    private static byte[] certain(int pixels) {
        byte[] confidences = new byte[pixels];
        Arrays.fill(confidences, (byte) 255);
        return confidences;
    }

    /**
     * Adds corrections of a picture to the previous ones.
     *
     * @param png class ids as grey levels or indices, 255 for untouched pixels
     */
    synchronized KeptPicture correct(String id, byte[] png) throws RefusedException, IOException {
        KeptPicture picture = picture(id);
        try {
            ImageSize size = ImageFiles.size(png, "the labels");
            if (size.width() != picture.width() || size.height() != picture.height()) {
                throw new RefusedException(
                        Reason.BAD_PICTURE,
                        "the labels have %s pixels, their picture %dx%d"
                                .formatted(size, picture.width(), picture.height()));
            }
            byte[] ids = ImageFiles.decodeLabels(png, "the labels").ids();
            Correction correction = Correction.of(picture.width(), picture.height(), new byte[ids.length]);
            correction.merge(ids, touched(ids));
            set.put(store.content(id), correction);
        } catch (ImageReadException e) {
            throw new RefusedException(Reason.BAD_PICTURE, String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            throw new RefusedException(Reason.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
        return marked(id, true);
    }

    private KeptPicture marked(String id, boolean corrected) throws IOException {
        store.mark(id, corrected);
        KeptPicture picture = picture(id);
        try {
            drawSmall(picture);
        } catch (IOException e) {
            // The corrections are kept; the list keeps showing the previous thumbnail.
        }
        return picture;
    }

    private static BitSet touched(byte[] ids) {
        BitSet touched = new BitSet(ids.length);
        for (int pixel = 0; pixel < ids.length; pixel++) {
            touched.set(pixel, ids[pixel] != (byte) Correction.UNTOUCHED);
        }
        return touched;
    }

    /** Removes all corrections of a picture; returns its new state. */
    synchronized KeptPicture takeBack(String id) throws IOException {
        picture(id);
        set.remove(id);
        return marked(id, false);
    }

    /** Removes a picture and its corrections. */
    synchronized void remove(String id) throws IOException {
        picture(id);
        set.remove(id);
        store.remove(id);
    }

    /** Uncorrected pictures, the most useful ones first. */
    List<KeptPicture> waiting(int most) {
        List<KeptPicture> waiting = new ArrayList<>();
        List<Doubt> corrected = new ArrayList<>();
        for (KeptPicture picture : store.all()) {
            if (picture.corrected()) {
                corrected.add(picture.doubt());
            } else {
                waiting.add(picture);
            }
        }
        refreshLater(waiting);
        List<Doubt> doubts = waiting.stream().map(KeptPicture::doubt).toList();
        return Doubt.order(doubts, corrected, most).stream().map(waiting::get).toList();
    }

    /** After a swap the doubts are those of another model: they are computed again, one by one, in the background. */
    private void refreshLater(List<KeptPicture> waiting) {
        String version = current().version();
        List<KeptPicture> stale = waiting.stream()
                .filter(picture -> !picture.model().equals(version))
                .toList();
        if (!stale.isEmpty() && refreshing.compareAndSet(false, true)) {
            Thread thread = new Thread(() -> refresh(stale), "maskwright-doubts");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void refresh(List<KeptPicture> stale) {
        try {
            for (KeptPicture picture : stale) {
                refresh(picture);
            }
        } catch (RefusedException | IOException | HttpProblemException e) {
            // busy, stopping, or removed in the meantime: the next request for the list starts again
        } finally {
            refreshing.set(false);
        }
    }
}
