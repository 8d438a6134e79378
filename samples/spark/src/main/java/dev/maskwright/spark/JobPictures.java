package dev.maskwright.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.udf;

import dev.maskwright.folder.source.FileKind;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;

/**
 * Which pictures a job segments.
 *
 * @param paths one column {@value #PATH}, each path once
 * @param leftOut description of files that are not pictures; empty if there were none
 */
record JobPictures(Dataset<Row> paths, String leftOut) {

    static final String PATH = "path";

    /** How many bytes of files one task lists; the files are not read. */
    private static final String LISTED_AT_ONCE = "4g";

    private static final Column KIND = udf(
                    (UDF1<String, String>) path -> FileKind.of(path).name(), DataTypes.StringType)
            .apply(col(PATH));

    /** The pictures in a list: one path per line, skipping empty lines. */
    static JobPictures listed(SparkSession spark, String list) {
        Dataset<Row> lines =
                spark.read().text(list).toDF(PATH).where(trim(col(PATH)).notEqual(""));
        return new JobPictures(lines.dropDuplicates(PATH), "");
    }

    /**
     * The pictures in folders, by their extensions.
     *
     * @param folders in any store that Hadoop reaches; patterns such as {@code s3a://shop/2026-*}
     */
    static JobPictures in(SparkSession spark, List<String> folders, boolean recursive) {
        spark.conf().set("spark.sql.files.maxPartitionBytes", LISTED_AT_ONCE);
        Dataset<Row> files = spark.read()
                .format("binaryFile")
                .option("recursiveFileLookup", recursive)
                .load(folders.toArray(String[]::new))
                .select(PATH);
        String leftOut = files.groupBy(KIND.as("kind")).count().collectAsList().stream()
                .filter(row -> FileKind.valueOf(row.getString(0)) != FileKind.PICTURE)
                .map(row -> FileKind.valueOf(row.getString(0)).count(row.getLong(1)))
                .sorted()
                .collect(Collectors.joining(", "));
        return new JobPictures(
                files.where(KIND.equalTo(FileKind.PICTURE.name())).dropDuplicates(PATH), leftOut);
    }
}
