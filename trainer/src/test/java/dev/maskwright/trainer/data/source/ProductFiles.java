package dev.maskwright.trainer.data.source;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/** Writes small data sets of the product-masks schema: grey rooms in which a product is a white rectangle. */
final class ProductFiles {

    static final int WIDTH = 12;
    static final int HEIGHT = 8;
    static final Rectangle PRODUCT = new Rectangle(3, 2, 5, 4);
    static final String SCHEMA = "image, mask, bbox, category, labels";

    /** One row as it is written; {@code bbox} is SQL. */
    @SuppressWarnings("ArrayRecordComponent")
    record Written(
            byte @Nullable [] image,
            byte @Nullable [] mask,
            byte @Nullable [] labels,
            String bbox,
            @Nullable String category) {

        static Written of(String category) {
            return new Written(
                    room(WIDTH, HEIGHT),
                    picture(WIDTH, HEIGHT, 255),
                    picture(WIDTH, HEIGHT, 1),
                    "[3, 2, 5, 4]",
                    category);
        }

        Written withImage(byte @Nullable [] other) {
            return new Written(other, mask, labels, bbox, category);
        }

        Written withMask(byte @Nullable [] other) {
            return new Written(image, other, labels, bbox, category);
        }

        Written withLabels(byte @Nullable [] other) {
            return new Written(image, mask, other, bbox, category);
        }

        Written withBbox(String other) {
            return new Written(image, mask, labels, other, category);
        }
    }

    private ProductFiles() {}

    /** A grey PNG, 0 but for the product. */
    static byte[] picture(int width, int height, int productLevel) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = PRODUCT.y; y < PRODUCT.y + PRODUCT.height; y++) {
            for (int x = PRODUCT.x; x < PRODUCT.x + PRODUCT.width; x++) {
                image.getRaster().setSample(x, y, 0, productLevel);
            }
        }
        return png(image);
    }

    static byte[] room(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D drawing = image.createGraphics();
        drawing.setColor(Color.GRAY);
        drawing.fillRect(0, 0, width, height);
        drawing.setColor(Color.WHITE);
        drawing.fill(PRODUCT);
        drawing.dispose();
        return png(image);
    }

    private static byte[] png(BufferedImage image) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static void write(Path file, List<Written> rows) throws IOException, SQLException {
        write(file, SCHEMA, rows);
    }

    /** @param columns what is selected from the table that has all columns: names, or SQL expressions with names */
    static void write(Path file, String columns, List<Written> rows) throws IOException, SQLException {
        Files.createDirectories(file.getParent());
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckdb.createStatement()) {
            statement.execute("CREATE TABLE product (image STRUCT(bytes BLOB, path VARCHAR), mask"
                    + " STRUCT(bytes BLOB, path VARCHAR), bbox DOUBLE[], category VARCHAR, labels"
                    + " STRUCT(bytes BLOB, path VARCHAR))");
            for (int i = 0; i < rows.size(); i++) {
                Written row = rows.get(i);
                String insert =
                        "INSERT INTO product VALUES ({'bytes': ?::BLOB, 'path': ?}, {'bytes': ?::BLOB, 'path': ?}, "
                                + row.bbox() + ", ?, {'bytes': ?::BLOB, 'path': ?})";
                try (PreparedStatement prepared = duckdb.prepareStatement(insert)) {
                    prepared.setObject(1, row.image());
                    prepared.setString(2, "img_" + i + ".png");
                    prepared.setObject(3, row.mask());
                    prepared.setString(4, "mask_" + i + ".png");
                    prepared.setString(5, row.category());
                    prepared.setObject(6, row.labels());
                    prepared.setString(7, "labels_" + i + ".png");
                    prepared.execute();
                }
            }
            String target = file.toString().replace("'", "''");
            statement.execute("COPY (SELECT %s FROM product) TO '%s' (FORMAT PARQUET)".formatted(columns, target));
        }
    }

    static void writeClasses(Path dir, String json) throws IOException {
        Files.writeString(dir.resolve("classes.json"), json);
    }
}
