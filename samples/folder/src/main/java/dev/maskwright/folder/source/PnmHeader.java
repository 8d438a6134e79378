package dev.maskwright.folder.source;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * The header of a binary PNM picture with values up to 255, of which {@code ffmpeg} sends a sequence.
 *
 * @param width samples per row, each with three values in PPM
 * @param height rows
 */
public record PnmHeader(int width, int height) {

    private static final int MOST_SAMPLES = 150_000_000;

    /**
     * Reads up to the first pixel.
     *
     * @param magic {@code P5} for PGM, {@code P6} for PPM
     * @return empty at the end of the stream
     * @throws IOException if it is something else; the message says what was found
     */
    public static Optional<PnmHeader> read(InputStream stream, String magic) throws IOException {
        String found = word(stream);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        int width = number(stream);
        int height = number(stream);
        int most = number(stream);
        if (!found.equals(magic) || most != 255 || width < 1 || height < 1 || (long) width * height > MOST_SAMPLES) {
            throw new IOException(
                    "ffmpeg gave a picture of kind %s, %dx%d up to %d, expected %s up to 255 of at most %,d samples"
                            .formatted(found, width, height, most, magic, MOST_SAMPLES));
        }
        return Optional.of(new PnmHeader(width, height));
    }

    private static int number(InputStream stream) throws IOException {
        String word = word(stream);
        if (!word.matches("\\d{1,6}")) {
            throw new IOException("ffmpeg gave '%s' where a number was expected".formatted(word));
        }
        return Integer.parseInt(word);
    }

    /** The text before the next white space, which is one byte; empty at the end. */
    private static String word(InputStream stream) throws IOException {
        StringBuilder word = new StringBuilder();
        for (int next = stream.read(); next > ' ' && word.length() < 16; next = stream.read()) {
            word.append((char) next);
        }
        return word.toString();
    }
}
