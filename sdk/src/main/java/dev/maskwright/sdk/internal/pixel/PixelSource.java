package dev.maskwright.sdk.internal.pixel;

/** The pixels of a picture as they were stored, by family of formats. Immutable, as far as its bytes are. */
public sealed interface PixelSource permits ColourSource, IntSource, YuvSource {

    /** Writes {@code count} pixels of row {@code y} from column {@code x} on to {@code rgb}: R, G, B of each. */
    void readRgb(int x, int y, int count, byte[] rgb);
}
