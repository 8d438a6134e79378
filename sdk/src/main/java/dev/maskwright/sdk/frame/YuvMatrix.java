package dev.maskwright.sdk.frame;

/**
 * The weights of red and blue in the luma Y of a YUV picture; green has the rest.
 *
 * @see <a href="https://www.itu.int/rec/R-REC-BT.601">ITU-R BT.601-7, section 2.5.1</a>
 * @see <a href="https://www.itu.int/rec/R-REC-BT.709">ITU-R BT.709-6, section 3</a>
 */
public enum YuvMatrix {
    /** Standard definition, JPEG, and most cameras. */
    BT_601(0.299, 0.114),
    /** High definition video. */
    BT_709(0.2126, 0.0722);

    private final double red;
    private final double blue;

    YuvMatrix(double red, double blue) {
        this.red = red;
        this.blue = blue;
    }

    public double red() {
        return red;
    }

    public double green() {
        return 1 - red - blue;
    }

    public double blue() {
        return blue;
    }
}
