package dev.maskwright.sdk.image;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.frame.Plane;
import dev.maskwright.sdk.internal.image.JpegTables;
import dev.maskwright.sdk.internal.image.Pixels;
import dev.maskwright.sdk.internal.pixel.StoredPicture;
import dev.maskwright.sdk.internal.pixel.View;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferInt;
import java.nio.ByteBuffer;

/** Frames from Java images and from cameras that send encoded pictures. */
public final class ImageFrames {

    private ImageFrames() {}

    /**
     * A frame over an image. If possible, the frame uses the image's own pixels without copying: an image of type
     * {@code INT_RGB}, {@code INT_ARGB}, {@code 3BYTE_BGR}, {@code 4BYTE_ABGR} or {@code BYTE_GRAY} that is not part of
     * another; all other images are converted. Alpha is dropped, not blended with anything.
     *
     * @throws ImageReadException if its samples have neither 8 nor 16 bits
     */
    public static Frame of(BufferedImage image) throws ImageReadException {
        int width = image.getWidth();
        int height = image.getHeight();
        boolean isPart = image.getRaster().getParent() != null;
        DataBuffer pixels = image.getRaster().getDataBuffer();
        if (isPart || pixels.getNumBanks() != 1 || pixels.getOffset() != 0) {
            return Pixels.rgb(image, "image");
        } else if (pixels instanceof DataBufferInt ints && ints.getSize() == width * height) {
            return switch (image.getType()) {
                case BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_INT_ARGB ->
                    Frame.argb(ints.getData(), width, height);
                default -> Pixels.rgb(image, "image");
            };
        } else if (pixels instanceof DataBufferByte bytes) {
            byte[] array = bytes.getData();
            return switch (image.getType()) {
                case BufferedImage.TYPE_3BYTE_BGR -> Frame.bgr(Plane.of(array), width, height);
                case BufferedImage.TYPE_4BYTE_ABGR ->
                    Frame.bgr(Plane.of(array).from(1).withRowStride(4 * width).withPixelStride(4), width, height);
                case BufferedImage.TYPE_BYTE_GRAY -> Frame.grey(Plane.of(array), width, height);
                default -> Pixels.rgb(image, "image");
            };
        }
        return Pixels.rgb(image, "image");
    }

    /**
     * Draws a frame into the caller's picture, rotated and cropped like the frame: the inverse of {@link #of}. Only one
     * row is allocated.
     *
     * @param picture of type {@code INT_RGB}, {@code INT_ARGB} or {@code 3BYTE_BGR}, not part of another, with the
     *     frame's size
     * @throws IllegalArgumentException if the picture is not like that
     */
    public static void draw(Frame frame, BufferedImage picture) {
        if (picture.getWidth() != frame.width() || picture.getHeight() != frame.height()) {
            throw new IllegalArgumentException("a frame of %dx%d cannot be drawn into a picture of %dx%d"
                    .formatted(frame.width(), frame.height(), picture.getWidth(), picture.getHeight()));
        }
        Canvas canvas = Canvas.of(picture);
        StoredPicture stored = StoredPicture.of(frame);
        View view = stored.view();
        byte[] row = new byte[3 * view.width()];
        int step = view.stepX();
        for (int y = 0; y < view.height(); y++) {
            stored.source().readRgb(view.x(), view.y() + y, view.width(), row);
            int target = view.target(0, y);
            for (int i = 0; i < row.length; i += 3, target += step) {
                canvas.set(target, (row[i] & 0xff) << 16 | (row[i + 1] & 0xff) << 8 | (row[i + 2] & 0xff));
            }
        }
    }

    /**
     * A frame of a camera that sends JPEG, decoded as by {@link ImageFiles#decode}. If the Huffman tables are missing,
     * as in MJPEG, those of the standard are used.
     *
     * @throws ImageReadException if it is not a complete JPEG picture or larger than {@link ImageFiles#MAX_PIXELS}
     */
    public static Frame jpeg(byte[] bytes) throws ImageReadException {
        if (bytes.length < 2 || bytes[0] != (byte) 0xff || bytes[1] != JpegTables.START_OF_IMAGE) {
            throw new ImageReadException("camera frame: %d bytes that are not a JPEG picture; check the camera's format"
                    .formatted(bytes.length));
        }
        return ImageFiles.decode(JpegTables.complete(bytes), "camera frame");
    }

    /** {@link #jpeg(byte[])} for a buffer's bytes from its position to its limit; the buffer is not changed. */
    public static Frame jpeg(ByteBuffer bytes) throws ImageReadException {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(bytes.position(), copy);
        return jpeg(copy);
    }
}
