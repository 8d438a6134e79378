package dev.maskwright.bench;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.image.ImageFiles;
import dev.maskwright.sdk.image.LabelImage;
import dev.maskwright.sdk.model.Resampler;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;

/**
 * Synthetic camera frames with the class of each pixel: sample pictures, objects cut out of other samples by their
 * labels and pasted over them, pans, and sensor noise. The same seed gives the same frames.
 */
final class Clip {

    private static final int NOISES = 1 << 20;

    /** A picture with the class of each of its pixels. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Picture(int width, int height, byte[] rgb, byte[] labels) {}

    /** One frame and the class of each of its pixels. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Shot(Frame frame, byte[] labels) {}

    private final int width;
    private final int height;
    private final byte[] noises = new byte[NOISES];
    private final Random random;

    /**
     * Creates a source of frames of one size.
     *
     * @param noise the standard deviation of the noise in Y, between pixels and between frames, in levels; U and V have
     *     half of it
     */
    Clip(int width, int height, double noise, long seed) {
        this.width = width;
        this.height = height;
        random = new Random(seed);
        for (int i = 0; i < NOISES; i++) {
            noises[i] = (byte) Math.round(noise * random.nextGaussian());
        }
    }

    /** A sample, resized to {@code times} the frames' size. */
    Picture room(String sample, double times) throws IOException {
        return picture(sample, (int) (times * width), (int) (times * height));
    }

    private static Picture picture(String sample, int toWidth, int toHeight) throws IOException {
        Frame picture = ImageFiles.read(Home.resolve("samples/images/" + sample + ".jpg"));
        LabelImage labels;
        try (InputStream file = Clip.class.getResourceAsStream("labels/" + sample + ".png")) {
            if (file == null) {
                throw new IOException("there are no labels for " + sample);
            }
            labels = ImageFiles.decodeLabels(file.readAllBytes(), sample);
        }
        return new Picture(
                toWidth,
                toHeight,
                Resampler.resize(
                        picture.rgb(),
                        picture.width(),
                        picture.height(),
                        3,
                        Resampler.Filter.BICUBIC,
                        toWidth,
                        toHeight),
                Resampler.resize(
                        labels.ids(), labels.width(), labels.height(), 1, Resampler.Filter.NEAREST, toWidth, toHeight));
    }

    /**
     * The object of a class, cut out of a sample; its labels are that class, and 0 around the object.
     *
     * @param share the object's height, as a share of the frames' height
     */
    Picture thing(String sample, int classId, double share) throws IOException {
        int[] box = box(picture(sample, width, height), classId);
        double times = share * height / (box[3] - box[1]);
        Picture whole = picture(sample, (int) (times * width), (int) (times * height));
        int[] own = box(whole, classId);
        int thingWidth = own[2] - own[0];
        int thingHeight = own[3] - own[1];
        byte[] rgb = new byte[3 * thingWidth * thingHeight];
        byte[] labels = new byte[thingWidth * thingHeight];
        for (int i = 0; i < labels.length; i++) {
            int from = (own[1] + i / thingWidth) * whole.width + own[0] + i % thingWidth;
            labels[i] = whole.labels[from] == classId ? (byte) classId : 0;
            System.arraycopy(whole.rgb, 3 * from, rgb, 3 * i, 3);
        }
        return new Picture(thingWidth, thingHeight, rgb, labels);
    }

    private static int[] box(Picture picture, int classId) {
        int[] box = {picture.width, picture.height, 0, 0};
        for (int i = 0; i < picture.labels.length; i++) {
            if (picture.labels[i] == classId) {
                box[0] = Math.min(box[0], i % picture.width);
                box[1] = Math.min(box[1], i / picture.width);
                box[2] = Math.max(box[2], i % picture.width + 1);
                box[3] = Math.max(box[3], i / picture.width + 1);
            }
        }
        return box;
    }

    /** A frame of a still camera. */
    Shot still(Picture room) {
        return window(room, 0, 0);
    }

    /** A part of a larger room as a frame, as a panning camera sees it. */
    Shot window(Picture room, int left, int top) {
        byte[] rgb = new byte[3 * width * height];
        byte[] labels = new byte[width * height];
        for (int y = 0; y < height; y++) {
            int from = (top + y) * room.width + left;
            System.arraycopy(room.rgb, 3 * from, rgb, 3 * y * width, 3 * width);
            System.arraycopy(room.labels, from, labels, y * width, width);
        }
        return shot(rgb, labels);
    }

    /** A room of the frames' size with an object in front of it, clipped to the frame. */
    Shot with(Picture room, Picture thing, int left, int top) {
        byte[] rgb = room.rgb.clone();
        byte[] labels = room.labels.clone();
        for (int i = 0; i < thing.labels.length; i++) {
            int x = left + i % thing.width;
            int y = top + i / thing.width;
            if (thing.labels[i] != 0 && x >= 0 && x < width && y >= 0 && y < height) {
                labels[y * width + x] = thing.labels[i];
                System.arraycopy(thing.rgb, 3 * i, rgb, 3 * (y * width + x), 3);
            }
        }
        return shot(rgb, labels);
    }

    private Shot shot(byte[] rgb, byte[] labels) {
        byte[] nv12 = Pictures.nv12(rgb, width, height);
        int from = random.nextInt(NOISES);
        for (int i = 0; i < nv12.length; i++) {
            int noise = noises[(from + i) % NOISES];
            int value = (nv12[i] & 0xff) + (i < width * height ? noise : noise / 2);
            nv12[i] = (byte) Math.max(0, Math.min(255, value));
        }
        return new Shot(Frame.nv12(nv12, width, height), labels);
    }
}
