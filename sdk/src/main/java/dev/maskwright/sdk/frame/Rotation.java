package dev.maskwright.sdk.frame;

/** A rotation of a picture by a multiple of 90 degrees. */
public enum Rotation {
    NONE,
    CLOCKWISE_90,
    CLOCKWISE_180,
    CLOCKWISE_270;

    /**
     * The rotation by a number of degrees clockwise, as cameras state how a picture must be rotated to be upright.
     *
     * @throws IllegalArgumentException if it is not a multiple of 90
     */
    public static Rotation ofDegrees(int clockwise) {
        if (clockwise % 90 != 0) {
            throw new IllegalArgumentException(
                    "pictures are rotated by multiples of 90 degrees, got %d".formatted(clockwise));
        }
        return values()[Math.floorMod(clockwise / 90, 4)];
    }
}
