package dev.maskwright.sdk.internal.pixel;

/**
 * Which rectangle of a stored picture a frame shows, and how it is turned: first the axes are swapped, if
 * {@code isSwapped}, then the stored columns or rows run backwards. Any sequence of rotations and reflections is one of
 * these eight combinations.
 *
 * @param x of the rectangle in the stored picture, as are {@code y}, {@code width} and {@code height}
 * @param isSwapped whether rows of the frame are columns of the stored picture
 * @param flipsX whether the stored columns run backwards
 * @param flipsY whether the stored rows run backwards
 */
public record View(int x, int y, int width, int height, boolean isSwapped, boolean flipsX, boolean flipsY) {

    public static View whole(int width, int height) {
        return new View(0, 0, width, height, false, false, false);
    }

    public int frameWidth() {
        return isSwapped ? height : width;
    }

    public int frameHeight() {
        return isSwapped ? width : height;
    }

    /** Whether the axes are neither swapped nor flipped; the rectangle may be a part of the picture. */
    boolean isUpright() {
        return !isSwapped && !flipsX && !flipsY;
    }

    /**
     * Whether the axes are neither swapped nor flipped and the rectangle begins at the first pixel; it may still be
     * smaller than the stored picture.
     */
    public boolean isWhole() {
        return isUpright() && x == 0 && y == 0;
    }

    /** Frame pixel (x, y) of the result is frame pixel (y, height - 1 - x) of this. */
    public View turnedClockwise() {
        return isSwapped
                ? new View(x, y, width, height, false, !flipsX, flipsY)
                : new View(x, y, width, height, true, flipsX, !flipsY);
    }

    public View mirrored() {
        return isSwapped
                ? new View(x, y, width, height, true, flipsX, !flipsY)
                : new View(x, y, width, height, false, !flipsX, flipsY);
    }

    /** A part of this view, given in pixels of the frame. */
    public View region(int left, int top, int regionWidth, int regionHeight) {
        int storedWidth = isSwapped ? regionHeight : regionWidth;
        int storedHeight = isSwapped ? regionWidth : regionHeight;
        int storedLeft = isSwapped ? top : left;
        int storedTop = isSwapped ? left : top;
        return new View(
                x + (flipsX ? width - storedLeft - storedWidth : storedLeft),
                y + (flipsY ? height - storedTop - storedHeight : storedTop),
                storedWidth,
                storedHeight,
                isSwapped,
                flipsX,
                flipsY);
    }

    /** Whether the two differ at most in the position of the rectangle. */
    public boolean isSameButForPlace(View other) {
        return width == other.width
                && height == other.height
                && isSwapped == other.isSwapped
                && flipsX == other.flipsX
                && flipsY == other.flipsY;
    }

    /** The stored column of a pixel of the frame. */
    public int storedX(int frameX, int frameY) {
        int fromLeft = isSwapped ? frameY : frameX;
        return x + (flipsX ? width - 1 - fromLeft : fromLeft);
    }

    /** The stored row of a pixel of the frame. */
    public int storedY(int frameX, int frameY) {
        int fromTop = isSwapped ? frameX : frameY;
        return y + (flipsY ? height - 1 - fromTop : fromTop);
    }

    /** The index in the frame, row by row, of the pixel stored at {@code (column, row)} of the rectangle. */
    public int target(int column, int row) {
        int fromLeft = flipsX ? width - 1 - column : column;
        int fromTop = flipsY ? height - 1 - row : row;
        return isSwapped ? fromLeft * frameWidth() + fromTop : fromTop * frameWidth() + fromLeft;
    }

    /** How much {@link #target} grows from one stored column to the next. */
    public int stepX() {
        int step = isSwapped ? frameWidth() : 1;
        return flipsX ? -step : step;
    }
}
