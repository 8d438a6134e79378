package dev.maskwright.sdk.internal.pixel;

/**
 * The pixels of a picture as stored, one implementation per family of formats. Immutable as long as its bytes do not
 * change.
 */
public sealed interface PixelSource permits ColourSource, IntSource, YuvSource {

    /** Writes {@code count} pixels of row {@code y} from column {@code x} on to {@code rgb}, as R, G, B for each. */
    void readRgb(int x, int y, int count, byte[] rgb);
}
