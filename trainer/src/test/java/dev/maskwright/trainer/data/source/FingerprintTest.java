package dev.maskwright.trainer.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.CacheOptions;
import dev.maskwright.trainer.data.DataFormat;
import dev.maskwright.trainer.data.DataSettings;
import dev.maskwright.trainer.data.DataSource;
import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.data.Outside;
import dev.maskwright.trainer.data.Target;
import dev.maskwright.trainer.data.source.store.Fingerprint;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What data sets are known by, in checkpoints and in the names of decoded pictures, spelt out once more: a change would
 * take every data set for another one.
 */
final class FingerprintTest {

    private static final CacheOptions NONE = CacheOptions.none();

    private final Path dir;

    FingerprintTest(@TempDir Path folder) {
        dir = folder.resolve("set");
    }

    private static String sha256(byte[]... parts) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (byte[] part : parts) {
            digest.update(part);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static byte[] ended(String text) {
        return (text + "\0").getBytes(StandardCharsets.UTF_8);
    }

    /** Of files by their places, in this order. */
    private String ofFiles(String... names) throws Exception {
        List<byte[]> parts = new ArrayList<>();
        for (String name : names) {
            parts.add(ended(name));
            parts.add(Files.readAllBytes(dir.resolve(name)));
        }
        return sha256(parts.toArray(byte[][]::new));
    }

    private void pair(String picture, String mask, int seed) throws Exception {
        PictureFiles.photo(dir.resolve(picture), seed);
        PictureFiles.mask(dir.resolve(mask), 0, 1);
    }

    private DataSource open() throws BadDatasetException {
        return DataSources.open(dir, DataSettings.defaults(), NONE);
    }

    @Test
    void theSampleDataIsWhatCheckpointsSay() throws Exception {
        for (Target target : Target.values()) {
            DataSettings settings = DataSettings.defaults().withTarget(target, Outside.BACKGROUND);
            try (DataSource data = DataSources.open(Path.of("../samples/data"), settings, NONE)) {
                assertEquals(
                        "f26b84bd6381b16bf6012908cfbfb856fd517cb9f385addca4c9494f500ff55f",
                        data.train().fingerprint());
                assertEquals(
                        "dc81c0ce0d1832d17ece93002c9b7ce73b93f1a57d0a81f5b795f02b0ce66df3",
                        data.validation().fingerprint());
            }
        }
    }

    @Test
    void filesAndFoldersMayBeNamedFromDifferentPlaces() throws Exception {
        Files.createDirectories(dir);
        Path file = Files.writeString(dir.resolve("a.txt"), "a");
        Path here = Path.of("").toAbsolutePath().relativize(dir.toAbsolutePath());
        String known = Fingerprint.ofFiles(dir, List.of(file)).compute();
        assertEquals(known, Fingerprint.ofFiles(here, List.of(file)).compute());
        assertEquals(
                known, Fingerprint.ofFiles(dir, List.of(here.resolve("a.txt"))).compute());
    }

    @Test
    void aFolderIsItsPaletteItsClassesAndItsPairs() throws Exception {
        PictureFiles.text(dir.resolve("classes.json"), "[\"sky\", \"road\"]");
        PictureFiles.text(dir.resolve("palette.txt"), "0 0 0 sky\n1 1 1 road\n");
        pair("train/images/b.png", "train/masks/b.png", 1);
        pair("train/images/a.png", "train/masks/a.png", 2);
        pair("val/images/c.png", "val/masks/c.png", 3);
        String expected = ofFiles(
                "palette.txt",
                "classes.json",
                "train/images/a.png",
                "train/masks/a.png",
                "train/images/b.png",
                "train/masks/b.png",
                "val/images/c.png",
                "val/masks/c.png");
        try (DataSource data = open()) {
            assertEquals(DataFormat.FOLDER, data.format());
            assertEquals(expected, data.train().fingerprint());
            assertEquals(expected, data.validation().fingerprint());
        }
        assertKeyOfDecoded(DataSettings.defaults(), "FOLDER LABELS 0=0 1=1 2=-1 255=255 256=-1", expected);
    }

    @Test
    void cocoIsItsAnnotationsAndItsPictures() throws Exception {
        for (String split : List.of("train", "val")) {
            PictureFiles.photo(dir.resolve(split + "/a.png"), 1);
            PictureFiles.text(
                    dir.resolve("annotations/instances_%s.json".formatted(split)),
                    "{\"images\": [{\"id\": 1, \"file_name\": \"a.png\", \"width\": 24, \"height\": 16}],"
                            + " \"annotations\": [], \"categories\": [{\"id\": 1, \"name\": \"sky\"}]}");
        }
        String expected = ofFiles(
                "annotations/instances_train.json", "annotations/instances_val.json", "train/a.png", "val/a.png");
        try (DataSource data = open()) {
            assertEquals(DataFormat.COCO, data.format());
            assertEquals(expected, data.train().fingerprint());
            assertEquals(expected, data.validation().fingerprint());
        }
        assertKeyOfDecoded(DataSettings.defaults(), "COCO AUTO {}", expected);
    }

    @Test
    void csvIsItsTablesItsClassesAndItsPairs() throws Exception {
        PictureFiles.text(dir.resolve("classes.json"), "[\"sky\", \"road\"]");
        pair("p/1.png", "m/1.png", 1);
        pair("p/2.png", "m/2.png", 2);
        PictureFiles.text(dir.resolve("train.csv"), "image,mask,category\np/1.png,m/1.png,sofa\n");
        PictureFiles.text(dir.resolve("val.csv"), "image,mask,category\np/2.png,m/2.png,sofa\n");
        String labels = ofFiles("train.csv", "val.csv", "classes.json", "p/1.png", "m/1.png", "p/2.png", "m/2.png");
        try (DataSource data = open()) {
            assertEquals(DataFormat.CSV, data.format());
            assertEquals(labels, data.train().fingerprint());
            assertEquals(labels, data.validation().fingerprint());
        }
        assertKeyOfDecoded(DataSettings.defaults(), "CSV LABELS 0=0 1=1 2=-1 255=255 256=-1", labels);
        assertKeyOfDecoded(
                DataSettings.defaults().withTarget(Target.MASK, Outside.IGNORE),
                "CSV MASK IGNORE",
                ofFiles("train.csv", "val.csv", "p/1.png", "m/1.png", "p/2.png", "m/2.png"));
    }

    @Test
    void decodedPicturesOfParquetAreFoundAgain() throws Exception {
        ProductFiles.write(dir.resolve("train.parquet"), List.of(ProductFiles.Written.of("Sofa")));
        ProductFiles.write(dir.resolve("val.parquet"), List.of(ProductFiles.Written.of("Sofa")));
        ProductFiles.writeClasses(dir, "{\"1\": \"Sofa\"}");
        String expected = sha256(
                "train.parquet".getBytes(StandardCharsets.UTF_8), Files.readAllBytes(dir.resolve("train.parquet")));
        assertKeyOfDecoded(DataSettings.defaults(), "LABELS 0=0 1=1 2=-1 255=255 256=-1", expected);
        assertKeyOfDecoded(DataSettings.defaults().withTarget(Target.MASK, Outside.BOX), "MASK BOX", expected);
    }

    private void assertKeyOfDecoded(DataSettings settings, String decoding, String fingerprint) throws Exception {
        Path cache = dir.resolveSibling("cache");
        List<byte[]> parts = new ArrayList<>(List.of(ended("2"), ended(fingerprint), ended(decoding)));
        try (DataSource data = DataSources.open(dir, settings, CacheOptions.onDisk(cache))) {
            Dataset train = data.train();
            parts.add(ended(data.classes().names().toString()));
            for (int row = 0; row < train.size(); row++) {
                train.read(row);
                parts.add(ended(train.describe(row)));
            }
        }
        assertEquals(sha256(parts.toArray(byte[][]::new)), key(cache));
    }

    /** What stands behind the eight bytes that every such file begins with. */
    private static String key(Path cache) throws Exception {
        try (Stream<Path> files = Files.list(cache)) {
            Path file = files.filter(each -> each.getFileName().toString().matches(".*-training-.*\\.decoded"))
                    .findFirst()
                    .orElseThrow();
            try (InputStream in = Files.newInputStream(file)) {
                in.skipNBytes(8);
                return new String(in.readNBytes(64), StandardCharsets.US_ASCII);
            }
        }
    }
}
