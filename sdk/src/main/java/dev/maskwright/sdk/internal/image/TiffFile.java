package dev.maskwright.sdk.internal.image;

import dev.maskwright.sdk.image.ImageReadException;
import dev.maskwright.sdk.image.ImageSize;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import javax.imageio.stream.ImageInputStream;

/**
 * The claims of a TIFF file's first directory. Decoders allocate memory for a whole tile or strip, and for as many
 * samples per pixel as it states, whatever the picture's size; and a JPEG tile states its own size.
 *
 * @see <a href="https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf">TIFF 6.0, section 2</a>
 */
final class TiffFile {

    private static final int BITS = 258;
    private static final int COMPRESSION = 259;
    private static final int PHOTOMETRIC = 262;
    private static final int STRIP_OFFSETS = 273;
    private static final int SAMPLES = 277;
    private static final int TILE_WIDTH = 322;
    private static final int TILE_HEIGHT = 323;
    private static final int TILE_OFFSETS = 324;
    private static final int EXTRA_SAMPLES = 338;

    private static final int LARGE_TILE = 4096; // allowed even for a smaller picture
    private static final int MAX_SAMPLES = 16;
    private static final int MAX_BITS = 64;
    private static final int MAX_WHOLE_BITS = 32;
    private static final int SAMPLE_FORMAT = 339;
    private static final int FLOATING_POINT = 3;
    private static final int BLACK_IS_ZERO = 1; // 0 is white-is-zero: both are grey
    private static final int ASSOCIATED_ALPHA = 1;
    private static final int JPEG = 7;
    private static final int OLD_JPEG = 6;

    /** Compressions that readers do not know, by number: such a file is not damaged. */
    private static final Map<Integer, String> COMPRESSIONS = Map.ofEntries(
            Map.entry(34712, "JPEG 2000"),
            Map.entry(33003, "JPEG 2000"),
            Map.entry(33004, "JPEG 2000"),
            Map.entry(33005, "JPEG 2000"),
            Map.entry(34887, "LERC"),
            Map.entry(34892, "DNG's lossy JPEG"),
            Map.entry(34925, "LZMA"),
            Map.entry(34933, "PNG"),
            Map.entry(34934, "JPEG XR"),
            Map.entry(22610, "JPEG XR"),
            Map.entry(50000, "Zstandard"),
            Map.entry(34926, "Zstandard"),
            Map.entry(50001, "WebP"),
            Map.entry(34927, "WebP"),
            Map.entry(50002, "JPEG XL"),
            Map.entry(52546, "JPEG XL"));

    private static final Map<Integer, String> PHOTOMETRICS = Map.of(
            32803, "the raw pattern of a camera's sensor",
            34892, "the raw numbers of a camera's sensor",
            32844, "logarithms of luminance",
            32845, "logarithms of luminance and colour");

    private static final int PROFILE = 34675;
    private static final byte[] OTHER_TAG = {(byte) 0xff, (byte) 0xff}; // a tag without a meaning

    /** The values of a field: their type, their number, and the positions of the first value and of the tag. */
    private record Field(int type, long count, long at, long tagAt) {}

    private final ImageInputStream input;
    private final String name;
    private final Map<Integer, Field> fields = new HashMap<>();

    private TiffFile(ImageInputStream input, String name) {
        this.input = input;
        this.name = name;
    }

    /**
     * Facts about the samples that readers leave out of the images they return.
     *
     * @param bits of a sample
     * @param isPremultiplied whether colours are multiplied by their alpha
     */
    record Samples(int bits, boolean isPremultiplied) {

        /** The same image with a colour model that states these facts. */
        BufferedImage saidOf(BufferedImage image) {
            if (!(image.getColorModel() instanceof ComponentColorModel model)) {
                return image;
            }
            boolean areFewer = bits > 8 && bits < 16 && model.getTransferType() == DataBuffer.TYPE_USHORT;
            boolean areMultiplied = isPremultiplied && model.hasAlpha() && model.getNumColorComponents() == 3;
            if (!areFewer && !areMultiplied) {
                return image;
            }
            int[] sizes = model.getComponentSize();
            Arrays.setAll(sizes, i -> areFewer ? bits : sizes[i]);
            ColorModel said = new ComponentColorModel(
                    model.getColorSpace(),
                    sizes,
                    model.hasAlpha(),
                    areMultiplied || model.isAlphaPremultiplied(),
                    model.getTransparency(),
                    model.getTransferType());
            return new BufferedImage(said, image.getRaster(), said.isAlphaPremultiplied(), null);
        }
    }

    /**
     * Checks the claims against the size of the picture. A directory that cannot be read is left to the decoder.
     *
     * @throws ImageReadException if more memory would be allocated than the picture needs, or no reader knows this kind
     *     of TIFF
     */
    static Samples check(ImageInputStream input, ImageSize size, String name) throws IOException {
        TiffFile file = new TiffFile(input, name);
        try {
            file.readFields();
            file.checkSamples();
            file.checkTiles(size);
            file.checkKind();
            boolean isPremultiplied = file.value(EXTRA_SAMPLES, 0) == ASSOCIATED_ALPHA;
            return new Samples((int) file.value(BITS, 1), isPremultiplied);
        } catch (EOFException e) {
            throw file.claims("its directory lies beyond its end");
        }
    }

    /**
     * The same file without its colour profile, which decoders apply only to JPEG strips.
     *
     * @return the input itself if it has none
     */
    static ImageInputStream withoutProfile(ImageInputStream input, String name) throws IOException {
        TiffFile file = new TiffFile(input, name);
        try {
            file.readFields();
        } catch (EOFException e) {
            // reported by check
        }
        input.seek(0);
        Field profile = file.fields.get(PROFILE);
        return profile == null ? input : new PatchedInput(input, profile.tagAt, OTHER_TAG);
    }

    /** Whether its samples are stored as JPEG, which is lossy. */
    static boolean isInJpeg(byte[] bytes, String name) {
        try (ImageInputStream input = GuardedInput.of(bytes)) {
            TiffFile file = new TiffFile(input, name);
            file.readFields();
            long compression = file.value(COMPRESSION, 1);
            return compression == JPEG || compression == OLD_JPEG;
        } catch (IOException e) {
            return false; // reported by check
        }
    }

    private void readFields() throws IOException {
        input.seek(0);
        input.setByteOrder(input.read() == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        input.seek(4);
        input.seek(input.readUnsignedInt());
        int count = input.readUnsignedShort();
        for (int i = 0; i < count; i++) {
            long tagAt = input.getStreamPosition();
            int tag = input.readUnsignedShort();
            int type = input.readUnsignedShort();
            long values = input.readUnsignedInt();
            long at = input.getStreamPosition();
            if (values * bytes(type) > 4) {
                at = input.readUnsignedInt();
            } else {
                input.skipBytes(4);
            }
            fields.putIfAbsent(tag, new Field(type, values, at, tagAt));
        }
    }

    private static int bytes(int type) {
        return switch (type) {
            case 1, 2, 6, 7 -> 1;
            case 3, 8 -> 2;
            case 5, 10, 12 -> 8;
            default -> 4;
        };
    }

    private long value(int tag, long otherwise) throws IOException {
        Field field = fields.get(tag);
        return field == null || field.count == 0 ? otherwise : value(field, 0);
    }

    private long value(Field field, long index) throws IOException {
        input.seek(field.at + index * bytes(field.type));
        return switch (bytes(field.type)) {
            case 1 -> input.readUnsignedByte();
            case 2 -> input.readUnsignedShort();
            default -> input.readUnsignedInt();
        };
    }

    private void checkSamples() throws IOException {
        long samples = value(SAMPLES, 1);
        long bits = value(BITS, 1);
        if (samples < 1 || samples > MAX_SAMPLES || bits < 1 || bits > MAX_BITS) {
            throw claims("%d samples of %d bits per pixel; 1..%d samples of 1..%d bits can be read"
                    .formatted(samples, bits, MAX_SAMPLES, MAX_BITS));
        }
    }

    private void checkKind() throws IOException {
        int compression = (int) value(COMPRESSION, 1);
        if (COMPRESSIONS.containsKey(compression)) {
            throw unknown("its pixels are compressed with %s".formatted(COMPRESSIONS.get(compression)));
        }
        int photometric = (int) value(PHOTOMETRIC, BLACK_IS_ZERO);
        if (PHOTOMETRICS.containsKey(photometric)) {
            throw unknown("it holds %s".formatted(PHOTOMETRICS.get(photometric)));
        }
        long samples = value(SAMPLES, 1);
        if (photometric <= BLACK_IS_ZERO && samples > 2) {
            throw unknown("it has %d samples per pixel and does not say which of them are red, green and blue"
                    .formatted(samples));
        }
        long bits = value(BITS, 1);
        if (bits > MAX_WHOLE_BITS && value(SAMPLE_FORMAT, 1) < FLOATING_POINT) {
            throw unknown("its samples are whole numbers of %d bits".formatted(bits));
        }
    }

    private void checkTiles(ImageSize size) throws IOException {
        long width = value(TILE_WIDTH, 1);
        long height = value(TILE_HEIGHT, 1);
        if (width < 1
                || height < 1
                || width > Math.max(LARGE_TILE, 2L * size.width())
                || height > Math.max(LARGE_TILE, 2L * size.height())) {
            throw claims("tiles of %dx%d for a picture of %s".formatted(width, height, size));
        }
        long compression = value(COMPRESSION, 1);
        if (compression == JPEG || compression == OLD_JPEG) {
            checkJpegs(size);
        }
    }

    private void checkJpegs(ImageSize size) throws IOException {
        Field offsets = fields.getOrDefault(TILE_OFFSETS, fields.get(STRIP_OFFSETS));
        long most = 4L * Math.max((long) LARGE_TILE * LARGE_TILE / 16, (long) size.width() * size.height());
        for (long i = 0; offsets != null && i < offsets.count; i++) {
            input.seek(value(offsets, i));
            long pixels = jpegPixels();
            if (pixels > most) {
                throw claims("a JPEG of %d pixels in a picture of %s".formatted(pixels, size));
            }
        }
    }

    /** The pixels of the JPEG that begins here, by its frame header; 0 if none begins here. */
    private long jpegPixels() throws IOException {
        ByteOrder order = input.getByteOrder();
        input.setByteOrder(ByteOrder.BIG_ENDIAN);
        try {
            if (input.readUnsignedShort() != 0xffd8) {
                return 0;
            }
            int marker = input.readUnsignedShort();
            while (marker >= 0xffc0 && marker != 0xffda && marker != 0xffd9) {
                int length = input.readUnsignedShort();
                if (marker <= 0xffcf && marker != 0xffc4 && marker != 0xffc8 && marker != 0xffcc) {
                    input.skipBytes(1);
                    return (long) input.readUnsignedShort() * input.readUnsignedShort();
                }
                input.seek(input.getStreamPosition() + Math.max(0, length - 2));
                marker = input.readUnsignedShort();
            }
            return 0;
        } catch (EOFException e) {
            return 0; // the decoder will reach the end, too
        } finally {
            input.setByteOrder(order);
        }
    }

    private ImageReadException unknown(String found) {
        return new ImageReadException(
                ("%s: a kind of TIFF that cannot be read: %s; store it as 8-bit RGB or grey, compressed "
                                + "with LZW or deflate")
                        .formatted(name, found));
    }

    private ImageReadException claims(String claim) {
        return new ImageReadException(
                "%s: a damaged TIFF file (%s); replace it with a whole copy, or store it anew".formatted(name, claim));
    }
}
