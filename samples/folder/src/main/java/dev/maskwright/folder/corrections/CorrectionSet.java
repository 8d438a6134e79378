package dev.maskwright.folder.corrections;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.maskwright.models.files.WholeFile;
import dev.maskwright.sdk.image.ImageFiles;
import dev.maskwright.sdk.image.ImageReadException;
import dev.maskwright.sdk.image.ImageSize;
import dev.maskwright.sdk.image.LabelImage;
import dev.maskwright.sdk.image.MaskImages;
import dev.maskwright.sdk.model.Palette;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Corrected pictures on disk, as a data set in the {@code folder} format: {@code images/}, {@code masks/} with a PNG of
 * class ids for each, and {@code classes.json}. {@code train}, {@code lint} and {@code retrain} read it directly, even
 * while it grows: files appear whole, and a picture after its mask.
 *
 * <p>A picture is identified by its bytes: if it is corrected again, only the newly touched pixels of its mask change.
 * Classes keep their ids; new ones are appended. Any number of threads may call one set; only one process may write to
 * a folder at a time.
 */
public final class CorrectionSet {

    private static final String CLASSES = "classes.json";
    private static final String IMAGES = "images";
    private static final String MASKS = "masks";
    private static final int NAME_LENGTH = 16;
    private static final int UNTOUCHED_COLOUR = 0xFFFFFF;

    private final Path dir;
    private final List<String> classes;

    private CorrectionSet(Path dir, List<String> classes) {
        this.dir = dir;
        this.classes = classes;
    }

    /**
     * Opens a folder, which is created if it does not exist.
     *
     * @param classes those of the corrected model, by id; the first is the background
     * @throws IOException if the folder holds corrections of other classes or of the same in another order, or cannot
     *     be read or written
     */
    public static CorrectionSet open(Path dir, List<String> classes) throws IOException {
        Path file = dir.resolve(CLASSES);
        Files.createDirectories(dir.resolve(IMAGES));
        Files.createDirectories(dir.resolve(MASKS));
        if (!Files.exists(file)) {
            List<String> all = new ArrayList<>();
            classes.forEach(name -> all.add(checked(name, all)));
            if (all.isEmpty()) {
                throw new IllegalArgumentException("corrections need the classes of the model that is corrected");
            }
            CorrectionSet set = new CorrectionSet(dir, all);
            set.writeClasses();
            return set;
        }
        List<String> known = read(file);
        if (!known.containsAll(classes)) {
            List<String> missing =
                    classes.stream().filter(name -> !known.contains(name)).toList();
            throw new IOException(
                    "%s: the corrections there are of another model: no class is called %s; choose another folder"
                            .formatted(dir, String.join(", ", missing)));
        }
        for (int id = 0; id < Math.min(known.size(), classes.size()); id++) {
            if (!known.get(id).equals(classes.get(id))) {
                throw new IOException(("%s: the corrections there are of a model with the same classes in"
                                + " another order: %d is %s there, and %s in this one; choose another"
                                + " folder")
                        .formatted(dir, id, known.get(id), classes.get(id)));
            }
        }
        return new CorrectionSet(dir, known);
    }

    private static List<String> read(Path file) throws IOException {
        try {
            List<String> names = new ArrayList<>();
            for (JsonElement name :
                    JsonParser.parseString(Files.readString(file)).getAsJsonArray()) {
                names.add(name.getAsString());
            }
            return names;
        } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
            throw new IOException(
                    "%s: expected a JSON array of class names (%s); restore it, or choose another folder"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    /** The folder. */
    public Path dir() {
        return dir;
    }

    /** Names by id. */
    public synchronized List<String> classes() {
        return List.copyOf(classes);
    }

    /**
     * The id of a class, which is appended if it does not exist yet.
     *
     * @param name in the spelling of data sets: {@code coffee_table}
     * @throws IllegalArgumentException if it is not a valid name, or a mask cannot hold more classes
     */
    public synchronized int classId(String name) throws IOException {
        int id = classes.indexOf(name);
        if (id >= 0) {
            return id;
        }
        String added = checked(name, classes);
        if (classes.size() >= Correction.UNTOUCHED) {
            throw new IllegalArgumentException("a mask holds at most %d classes".formatted(Correction.UNTOUCHED));
        }
        classes.add(added);
        try {
            writeClasses();
        } catch (IOException e) {
            classes.remove(added);
            throw e;
        }
        return classes.size() - 1;
    }

    private static String checked(String name, List<String> others) {
        String normal = name.strip().toLowerCase(Locale.ROOT).replace(' ', '_');
        if (name.isEmpty() || !normal.equals(name) || others.contains(name)) {
            throw new IllegalArgumentException(
                    ("the name of a class has lower-case letters and no spaces, and differs from"
                                    + " the others, such as coffee_table; got '%s'")
                            .formatted(name));
        }
        return name;
    }

    private void writeClasses() throws IOException {
        JsonArray names = new JsonArray();
        classes.forEach(names::add);
        WholeFile.write(
                dir.resolve(CLASSES),
                new GsonBuilder().setPrettyPrinting().create().toJson(names) + "\n");
    }

    /**
     * Writes the correction of a picture.
     *
     * @param picture an image file's bytes: JPEG, PNG and the others that {@link ImageFiles} reads
     * @param correction with the size of the upright picture
     * @return the name of the picture, for {@link #remove}
     * @throws ImageReadException if the bytes are not an image
     * @throws IllegalArgumentException if the correction has another size, touches nothing or has ids that are not a
     *     class
     */
    public synchronized String put(byte[] picture, Correction correction) throws IOException {
        ImageSize size = ImageFiles.size(picture, "the corrected picture");
        if (size.width() != correction.width() || size.height() != correction.height()) {
            throw new IllegalArgumentException("the picture has %s pixels, its correction %dx%d"
                    .formatted(size, correction.width(), correction.height()));
        }
        if (correction.touched() == 0) {
            throw new IllegalArgumentException("nothing of the picture was touched; accept or change a part of it");
        }
        String name = name(picture);
        Path mask = dir.resolve(MASKS).resolve(name + ".png");
        byte[] labels = correction.labels();
        if (Files.exists(mask)) {
            keepUntouched(ImageFiles.decodeLabels(Files.readAllBytes(mask), mask.toString()), labels);
        }
        requireClasses(labels);
        write(mask, png(correction.width(), correction.height(), labels));
        Path image = dir.resolve(IMAGES).resolve(name + extension(picture));
        if (!Files.exists(image)) {
            write(image, picture);
        }
        return name;
    }

    private static void keepUntouched(LabelImage before, byte[] labels) {
        if (before.ids().length == labels.length) {
            for (int i = 0; i < labels.length; i++) {
                if (labels[i] == (byte) Correction.UNTOUCHED) {
                    labels[i] = before.ids()[i];
                }
            }
        }
    }

    private void requireClasses(byte[] labels) {
        for (byte label : labels) {
            int id = Byte.toUnsignedInt(label);
            if (id != Correction.UNTOUCHED && id >= classes.size()) {
                throw new IllegalArgumentException(
                        "there is no class %d, only %d; add it by its name first".formatted(id, classes.size()));
            }
        }
    }

    /** The current mask of a picture, or only untouched pixels if it has none. */
    public synchronized byte[] labels(byte[] picture, int width, int height) throws IOException {
        Path mask = dir.resolve(MASKS).resolve(name(picture) + ".png");
        byte[] labels = new byte[width * height];
        Arrays.fill(labels, (byte) Correction.UNTOUCHED);
        if (Files.exists(mask)) {
            keepUntouched(ImageFiles.decodeLabels(Files.readAllBytes(mask), mask.toString()), labels);
        }
        return labels;
    }

    /** The names of all corrected pictures, in order. */
    public synchronized List<String> names() throws IOException {
        return names(dir);
    }

    /** As {@link #names()}, of a folder that need not be opened. */
    public static List<String> names(Path dir) throws IOException {
        try (Stream<Path> files = Files.list(dir.resolve(IMAGES))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.matches("[0-9a-f]{%d}\\.\\w+".formatted(NAME_LENGTH)))
                    .map(file -> file.substring(0, NAME_LENGTH))
                    .sorted()
                    .toList();
        }
    }

    /** Removes a picture from the set; does nothing if it is not in it. */
    public synchronized void remove(String name) throws IOException {
        if (!name.matches("[0-9a-f]{%d}".formatted(NAME_LENGTH))) {
            throw new IllegalArgumentException("'%s' is not the name of a corrected picture".formatted(name));
        }
        try (Stream<Path> files = Files.list(dir.resolve(IMAGES))) {
            for (Path file : files.filter(each -> each.getFileName().toString().startsWith(name + "."))
                    .toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(dir.resolve(MASKS).resolve(name + ".png"));
    }

    /** The name of a picture: the beginning of its hash. */
    public static String name(byte[] picture) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(picture);
            return HexFormat.of().formatHex(hash).substring(0, NAME_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String extension(byte[] picture) {
        boolean isJpeg = picture.length > 1 && picture[0] == (byte) 0xFF && picture[1] == (byte) 0xD8;
        boolean isPng = picture.length > 3 && picture[0] == (byte) 0x89 && picture[1] == 'P';
        boolean isWebp = picture.length > 11 && picture[0] == 'R' && picture[8] == 'W';
        boolean isGif = picture.length > 2 && picture[0] == 'G' && picture[1] == 'I';
        boolean isBmp = picture.length > 1 && picture[0] == 'B' && picture[1] == 'M';
        return isJpeg ? ".jpg" : isPng ? ".png" : isWebp ? ".webp" : isGif ? ".gif" : isBmp ? ".bmp" : ".tif";
    }

    /** Indices are class ids; untouched pixels are white. */
    private static byte[] png(int width, int height, byte[] labels) {
        int[] palette = new int[256];
        Arrays.setAll(palette, id -> id == Correction.UNTOUCHED ? UNTOUCHED_COLOUR : Palette.rgb(id));
        IndexColorModel colours = new IndexColorModel(8, 256, palette, 0, false, -1, DataBuffer.TYPE_BYTE);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, colours);
        image.getRaster().setDataElements(0, 0, width, height, labels);
        return MaskImages.png(image);
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        WholeFile.write(file, channel -> WholeFile.writeFully(channel, ByteBuffer.wrap(bytes)));
    }
}
