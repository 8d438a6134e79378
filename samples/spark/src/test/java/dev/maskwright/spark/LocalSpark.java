package dev.maskwright.spark;

import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** One session with two cores for all tests in this JVM. */
final class LocalSpark {

    private LocalSpark() {}

    static SparkSession session() {
        return SparkSession.builder()
                .master("local[2]")
                .appName("test")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.shuffle.partitions", "2")
                .config(
                        "spark.sql.warehouse.dir",
                        Path.of("target/warehouse").toAbsolutePath().toString())
                .getOrCreate();
    }
}
