package dev.maskwright.trainer.data.augment;

/**
 * Which objects are added to a picture, and in which materials.
 *
 * @param mosaic whether it is combined with three others in a crop
 * @param copyPaste whether objects of other pictures are pasted over it
 * @param materials whether objects get other colours
 */
public record SceneSettings(Mosaic mosaic, CopyPaste copyPaste, Materials materials) {

    /** The picture unchanged. */
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
