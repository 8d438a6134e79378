package dev.maskwright.trainer.data;

/**
 * The names of the columns of tables, in Parquet files and CSV tables. If a name is empty, the usual ones are tried.
 *
 * @param image    the picture
 * @param labels   the mask with class ids, with {@link Target#LABELS}
 * @param mask     the mask of the row's product, with {@link Target#MASK}
 * @param bbox     the product's box, in Parquet files
 * @param category the product's name
 */
public record ColumnSettings(String image, String labels, String mask, String bbox, String category) {

    /** The usual names for all columns. */
    public static ColumnSettings usual() {
        return new ColumnSettings("", "", "", "", "");
    }
}
