package dev.maskwright.trainer.data;

/**
 * What the columns of tables are called: of Parquet files and of CSV tables. An empty name is looked for among the
 * usual ones.
 *
 * @param image    the picture
 * @param labels   the mask with class ids, with {@link Target#LABELS}
 * @param mask     the mask of the row's product, with {@link Target#MASK}
 * @param bbox     the product's box, in Parquet files
 * @param category what the product is
 */
public record ColumnSettings(String image, String labels, String mask, String bbox, String category) {

    /** All looked for. */
    public static ColumnSettings usual() {
        return new ColumnSettings("", "", "", "", "");
    }
}
