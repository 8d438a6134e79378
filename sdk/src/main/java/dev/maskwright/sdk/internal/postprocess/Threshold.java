package dev.maskwright.sdk.internal.postprocess;

/**
 * Makes background of pixels that the network is not sure of; their confidences stay.
 *
 * @param least confidence that a class needs, 0..255; 0 for none
 * @param background the id of the class that the others become
 */
public record Threshold(int least, byte background) {

    /** Leaves every class. */
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
