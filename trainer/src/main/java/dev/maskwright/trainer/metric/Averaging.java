package dev.maskwright.trainer.metric;

/**
 * What a score is averaged over. {@code peerName} is the peer's name for it:
 *
 * <table>
 * <caption>Names here and in segmentation_models.pytorch</caption>
 * <tr><th>here</th><th>peer</th><th>what it is</th></tr>
 * <tr><td>{@link #PIXELS}</td><td>micro</td><td>one score of all pixels of all classes and images</td></tr>
 * <tr><td>{@link #CLASSES}</td><td>macro</td><td>a score for each class over all images, then the mean</td></tr>
 * <tr><td>{@link #WEIGHTED_CLASSES}</td><td>weighted</td><td>the same with a weight for each class</td></tr>
 * <tr><td>{@link #IMAGES}</td><td>micro-imagewise</td><td>a score for each image over its classes, then the
 *     mean</td></tr>
 * <tr><td>{@link #IMAGES_AND_CLASSES}</td><td>macro-imagewise</td><td>a score for each class of each image, then
 *     the mean within images, then over images</td></tr>
 * <tr><td>{@link #IMAGES_AND_WEIGHTED_CLASSES}</td><td>weighted-imagewise</td><td>the same with a weight for each
 *     class</td></tr>
 * </table>
 *
 * The peer's {@code none} is {@link PixelCountsByClass#byImageAndClass}. Its {@code macro} with class weights and its
 * {@code weighted-imagewise} divide by the number of classes once too often; here weighted means are correct.
 */
public enum Averaging {
    PIXELS("pixels", "micro"),
    CLASSES("classes", "macro"),
    WEIGHTED_CLASSES("weightedClasses", "weighted"),
    IMAGES("images", "micro-imagewise"),
    IMAGES_AND_CLASSES("imagesAndClasses", "macro-imagewise"),
    IMAGES_AND_WEIGHTED_CLASSES("imagesAndWeightedClasses", "weighted-imagewise");

    private final String id;
    private final String peerName;

    Averaging(String id, String peerName) {
        this.id = id;
        this.peerName = peerName;
    }

    /** Its name in reports. */
    public String id() {
        return id;
    }

    /** Its name in segmentation_models.pytorch. */
    public String peerName() {
        return peerName;
    }
}
