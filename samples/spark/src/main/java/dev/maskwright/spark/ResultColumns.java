package dev.maskwright.spark;

import static org.apache.spark.sql.types.DataTypes.BinaryType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;

import dev.maskwright.spark.SegmentedPicture.ClassPixels;
import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** The columns of results in a data frame. */
final class ResultColumns {

    /** A class in a picture. {@code counts} are run lengths over the whole picture, packed as in pycocotools. */
    private static final StructType CLASS = new StructType()
            .add("id", IntegerType, false)
            .add("label", StringType, false)
            .add("pixels", LongType, false)
            .add("share", DoubleType, false)
            .add("counts", BinaryType, false);

    /** A picture. */
    static final StructType PICTURE = new StructType()
            .add("width", IntegerType, false)
            .add("height", IntegerType, false)
            .add("confidence", DoubleType, false)
            .add("classes", createArrayType(CLASS, false), false);

    private ResultColumns() {}

    static Row row(SegmentedPicture picture) {
        Object[] classes =
                picture.classes().stream().map(pixels -> row(picture, pixels)).toArray();
        return RowFactory.create(picture.width(), picture.height(), picture.confidence(), classes);
    }

    private static Row row(SegmentedPicture picture, ClassPixels pixels) {
        return RowFactory.create(
                pixels.label().id(),
                pixels.label().name(),
                (long) pixels.runs().area(),
                picture.share(pixels),
                pixels.runs().packed().getBytes(StandardCharsets.US_ASCII));
    }
}
