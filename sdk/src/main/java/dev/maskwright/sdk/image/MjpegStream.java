package dev.maskwright.sdk.image;

import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.internal.image.JpegTables;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * The frames of an MJPEG stream: consecutive JPEG pictures, with or without headers before each, as network cameras
 * send them over HTTP. For one thread at a time; closing it closes the stream underneath.
 *
 * <pre>{@code
 * try (MjpegStream camera = new MjpegStream(URI.create("http://camera/video").toURL().openStream())) {
 *     for (Optional<Frame> frame = camera.next(); frame.isPresent(); frame = camera.next()) { ... }
 * }
 * }</pre>
 */
public final class MjpegStream implements AutoCloseable {

    /** The largest picture that is read unless another limit is given, in bytes. */
    public static final int MAX_BYTES = 64 << 20;

    private final InputStream stream;
    private final int mostBytes;
    private long pictures;

    /** Reads from the current position of the stream; a picture that has already begun is skipped. */
    public MjpegStream(InputStream stream) {
        this(stream, MAX_BYTES);
    }

    /**
     * {@link #MjpegStream(InputStream)} with a limit, for untrusted senders.
     *
     * @param mostBytes of one picture; 1 or more
     * @throws IllegalArgumentException if it is less
     */
    public MjpegStream(InputStream stream, int mostBytes) {
        if (mostBytes < 1) {
            throw new IllegalArgumentException("a picture has at least 1 byte, got a limit of %d".formatted(mostBytes));
        }
        this.stream = new BufferedInputStream(stream, 1 << 16);
        this.mostBytes = mostBytes;
    }

    /**
     * Waits for the next picture and decodes it; empty at the end of the stream. After a picture that cannot be
     * decoded, reading can continue with the next.
     *
     * @throws ImageReadException if the picture is damaged, ends too early or is larger than the limit
     * @throws IOException if the stream cannot be read
     */
    public Optional<Frame> next() throws IOException {
        Optional<byte[]> picture = nextPicture();
        return picture.isPresent() ? Optional.of(ImageFrames.jpeg(picture.get())) : Optional.empty();
    }

    /**
     * Waits for the next picture and leaves it encoded, so that pictures that arrive too fast can be dropped without
     * decoding. {@link ImageFrames#jpeg} decodes.
     *
     * @return empty at the end of the stream
     */
    public Optional<byte[]> nextPicture() throws IOException {
        if (!skipToPicture()) {
            return Optional.empty();
        }
        pictures++;
        ByteArrayOutputStream picture = new ByteArrayOutputStream(1 << 16);
        picture.write(0xff);
        picture.write(JpegTables.START_OF_IMAGE);
        picture.write(0xff);
        int marker = markerAfter(picture);
        while (marker != JpegTables.END_OF_IMAGE) {
            copySegment(picture);
            marker = marker == JpegTables.START_OF_SCAN ? copyScan(picture) : copyMarker(picture);
        }
        return Optional.of(picture.toByteArray());
    }

    /** Reads up to and including a start-of-image marker and the first byte of the next marker. */
    private boolean skipToPicture() throws IOException {
        int last = 0xffffff;
        for (int next = stream.read(); next >= 0; next = stream.read()) {
            last = (last << 8 | next) & 0xffffff;
            if (last == 0xffd8ff) {
                return true;
            }
        }
        return false;
    }

    /** Copies a marker, which must be at the current position. */
    private int copyMarker(ByteArrayOutputStream picture) throws IOException {
        int first = copy(picture);
        if (first != 0xff) {
            throw new ImageReadException("picture %d of the stream: expected a JPEG marker at byte %d, found %02x"
                    .formatted(pictures, picture.size() - 1, first));
        }
        return markerAfter(picture);
    }

    /** The code of a marker, before which there may be any number of bytes 0xff. */
    private int markerAfter(ByteArrayOutputStream picture) throws IOException {
        int marker = copy(picture);
        while (marker == 0xff) {
            marker = copy(picture);
        }
        return marker;
    }

    private void copySegment(ByteArrayOutputStream picture) throws IOException {
        int length = copy(picture) << 8 | copy(picture);
        for (int i = 2; i < length; i++) {
            copy(picture);
        }
    }

    /** Copies the data of a scan, with its restart markers; returns the marker that ends it. */
    private int copyScan(ByteArrayOutputStream picture) throws IOException {
        while (true) {
            if (copy(picture) == 0xff) {
                int marker = markerAfter(picture);
                boolean isData = marker == 0 || (marker & 0xf8) == 0xd0;
                if (!isData) {
                    return marker;
                }
            }
        }
    }

    private int copy(ByteArrayOutputStream picture) throws IOException {
        int next = stream.read();
        if (next < 0) {
            throw new ImageReadException(
                    "picture %d of the stream: the stream ends after %d bytes of it"
                            .formatted(pictures, picture.size()),
                    new EOFException());
        }
        if (picture.size() == mostBytes) {
            throw new ImageReadException("picture %d of the stream: more than %d bytes; is this an MJPEG stream?"
                    .formatted(pictures, mostBytes));
        }
        picture.write(next);
        return next;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
