package dev.maskwright.sdk.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferInt;
import java.util.Arrays;

/** Pixels to paint on, indexed row by row from the top left. */
sealed interface Canvas {

    /** Sets a pixel to 0xRRGGBB. */
    void set(int index, int rgb);

    /** Paints pixels {@code from..to}, end excluded, with a colour 0xAARRGGBB. */
    void paint(int from, int to, int argb);

    /**
     * The pixels of a caller's image.
     *
     * @throws IllegalArgumentException if the image is not of a supported type, or part of another
     */
    static Canvas of(BufferedImage image) {
        boolean isPart = image.getRaster().getParent() != null;
        DataBuffer pixels = image.getRaster().getDataBuffer();
        int count = image.getWidth() * image.getHeight();
        if (!isPart && pixels.getNumBanks() == 1 && pixels.getOffset() == 0) {
            switch (image.getType()) {
                case BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_INT_ARGB -> {
                    if (pixels instanceof DataBufferInt ints && ints.getSize() == count) {
                        return new Ints(ints.getData());
                    }
                }
                case BufferedImage.TYPE_3BYTE_BGR -> {
                    if (pixels instanceof DataBufferByte bytes && bytes.getSize() == 3 * count) {
                        return new Bytes(bytes.getData());
                    }
                }
                default -> {
                    // reported below
                }
            }
        }
        throw new IllegalArgumentException(
                ("only pictures of type INT_RGB, INT_ARGB or 3BYTE_BGR that are not part of another can "
                                + "be painted on, got %s; draw yours into one of these first")
                        .formatted(isPart ? "a part" : "type " + image.getType()));
    }

    /** Divides 0..65535 by 255, rounding down. */
    private static int by255(int value) {
        return (value * 0x8081) >>> 23;
    }

    /**
     * Blends colours over the pixels; the picture's alpha stays as it is.
     *
     * @param pixels 0xAARRGGBB or 0xRRGGBB
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Ints(int[] pixels) implements Canvas {

        private static final int OPAQUE = 0xff000000;

        @Override
        public void set(int index, int rgb) {
            pixels[index] = OPAQUE | rgb;
        }

        @Override
        public void paint(int from, int to, int argb) {
            int alpha = argb >>> 24;
            int rest = 255 - alpha;
            int red = (argb >> 16 & 0xff) * alpha + 127;
            int green = (argb >> 8 & 0xff) * alpha + 127;
            int blue = (argb & 0xff) * alpha + 127;
            for (int i = from; i < to; i++) { // simple enough for the compiler to vectorise
                int below = pixels[i];
                pixels[i] = (below & OPAQUE)
                        | by255(red + (below >> 16 & 0xff) * rest) << 16
                        | by255(green + (below >> 8 & 0xff) * rest) << 8
                        | by255(blue + (below & 0xff) * rest);
            }
        }
    }

    /** The same for pixels of three bytes: blue, green, red. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Bytes(byte[] pixels) implements Canvas {

        @Override
        public void set(int index, int rgb) {
            pixels[3 * index] = (byte) rgb;
            pixels[3 * index + 1] = (byte) (rgb >> 8);
            pixels[3 * index + 2] = (byte) (rgb >> 16);
        }

        @Override
        public void paint(int from, int to, int argb) {
            int alpha = argb >>> 24;
            int rest = 255 - alpha;
            int red = (argb >> 16 & 0xff) * alpha + 127;
            int green = (argb >> 8 & 0xff) * alpha + 127;
            int blue = (argb & 0xff) * alpha + 127;
            for (int i = 3 * from; i < 3 * to; i += 3) {
                pixels[i] = (byte) by255(blue + (pixels[i] & 0xff) * rest);
                pixels[i + 1] = (byte) by255(green + (pixels[i + 1] & 0xff) * rest);
                pixels[i + 2] = (byte) by255(red + (pixels[i + 2] & 0xff) * rest);
            }
        }
    }

    /** Writes colours with their alpha, without blending. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Alone(int[] argb) implements Canvas {

        @Override
        public void set(int index, int rgb) {
            argb[index] = rgb;
        }

        @Override
        public void paint(int from, int to, int colour) {
            Arrays.fill(argb, from, to, colour);
        }
    }
}
