package dev.maskwright.trainer.data;

/** How a data set is stored. */
public enum DataFormat {
    /** Detected from the folder. */
    AUTO,
    /** Parquet files of the product-masks schema. */
    PARQUET,
    /** Pictures in one folder, masks of the same names in another. */
    FOLDER,
    /** Annotation files of COCO: polygons and run lengths in JSON. */
    COCO,
    /** A table of pictures and masks. */
    CSV
}
