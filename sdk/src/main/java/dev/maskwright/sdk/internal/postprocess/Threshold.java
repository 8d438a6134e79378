package dev.maskwright.sdk.internal.postprocess;

/**
 * Turns pixels of low confidence into background; their confidences stay.
 *
 * @param least the lowest confidence that keeps a class, 0..255; 0 keeps all
 * @param background the class id for the other pixels
 */
public record Threshold(int least, byte background) {

    /** Keeps every class. */
    public static final Threshold NONE = new Threshold(0, (byte) 0);

    public void apply(byte[] classIds, byte[] confidences) {
        if (least == 0) {
            return;
        }
        for (int i = 0; i < classIds.length; i++) {
            if ((confidences[i] & 0xff) < least) {
                classIds[i] = background;
            }
        }
    }
}
