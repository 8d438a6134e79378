package dev.maskwright.trainer.data.augment;

/**
 * What else stands in a picture, and of what it is made.
 *
 * @param mosaic whether it is one of four in a crop
 * @param copyPaste whether things of other pictures stand in it
 * @param materials whether things have other colours
 */
public record SceneSettings(Mosaic mosaic, CopyPaste copyPaste, Materials materials) {

    /** Only what stands there, as it is. */
    public static SceneSettings asItIs() {
        return new SceneSettings(Mosaic.never(), CopyPaste.never(), Materials.never());
    }

    public SceneSettings withMosaic(Mosaic changed) {
        return new SceneSettings(changed, copyPaste, materials);
    }

    public SceneSettings withCopyPaste(CopyPaste changed) {
        return new SceneSettings(mosaic, changed, materials);
    }

    public SceneSettings withMaterials(Materials changed) {
        return new SceneSettings(mosaic, copyPaste, changed);
    }

    boolean isChanged() {
        return mosaic.probability() > 0 || copyPaste.probability() > 0 || materials.probability() > 0;
    }
}
