package dev.maskwright.trainer.data.source;

import dev.maskwright.trainer.data.BadDatasetException;
import dev.maskwright.trainer.data.CacheSettings;
import dev.maskwright.trainer.data.Dataset;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/** The rows of a split while it is being opened: read, then thinned out. */
final class Split {

    private final List<Path> files;
    private final Spool spool;
    private final List<Row> rows = new ArrayList<>();
    private final List<Left> left = new ArrayList<>();

    /** A row that was left out, and the line that says why. */
    private record Left(Row row, String line) {}

    private Split(List<Path> files, Spool spool) {
        this.files = files;
        this.spool = spool;
    }

    static Split read(List<Path> files, ProductMasks.Target target) throws BadDatasetException, IOException {
        Split split = new Split(files, Spool.open());
        String targetColumn = target.name().toLowerCase(Locale.ROOT);
        try (ParquetReader reader = ParquetReader.open()) {
            for (Path file : files) {
                split.rows.addAll(reader.read(file, targetColumn, split.spool));
            }
        } catch (SQLException e) {
            split.close();
            throw new BadDatasetException("DuckDB, which reads Parquet, did not start: " + e.getMessage(), e);
        } catch (BadDatasetException | IOException e) {
            split.close();
            throw e;
        }
        split.keep(row -> row.image().isPresent(), row -> "the image is null; fill it in or remove the row");
        split.keep(row -> row.target().isPresent(), row -> "column '%s' is null; fill it in or remove the row"
                .formatted(targetColumn));
        return split;
    }

    /** Keeps the rows that pass, and lists each other with the reason. */
    void keep(Predicate<Row> passes, Function<Row, String> reason) {
        for (Row row : rows) {
            if (!passes.test(row)) {
                left.add(new Left(row, row.describe() + ": " + reason.apply(row)));
            }
        }
        rows.removeIf(passes.negate());
    }

    /** Removes rows without listing them, and returns how many. */
    int drop(Predicate<Row> unwanted) {
        int before = rows.size();
        rows.removeIf(unwanted);
        return before - rows.size();
    }

    Set<String> categories() {
        Set<String> categories = new TreeSet<>();
        rows.forEach(row -> row.category().ifPresent(categories::add));
        return categories;
    }

    void checkNotEmpty() throws BadDatasetException {
        if (rows.isEmpty()) {
            String first = left.isEmpty()
                    ? ""
                    : "; the first that was left out: " + left.get(0).line();
            throw new BadDatasetException("%s: no usable row%s".formatted(files.get(0), first));
        }
    }

    /** The split as it is read from now on; closing it removes the spool. */
    Dataset open(Path dir, String name, MaskReading reading, CacheSettings cache, List<String> notes)
            throws BadDatasetException, IOException {
        List<Rows.Dropped> dropped = new ArrayList<>();
        left.forEach(one -> dropped.add(new Rows.Dropped(source(one.row(), reading), one.line())));
        String fingerprint = fingerprint();
        String decoding = "%s %s".formatted(reading.target(), reading.outside());
        return Rows.open(
                sources(reading),
                dropped,
                reading.classes(),
                new Rows.Opening(dir, name, () -> fingerprint, decoding, cache, notes),
                spool::close);
    }

    List<SourceRow> sources(MaskReading reading) {
        return rows.stream().map(row -> source(row, reading)).toList();
    }

    /** Moves the rows with these numbers to a split of their own, over the same spool. */
    Split split(BitSet numbers) {
        Split other = new Split(files, spool);
        numbers.stream().forEach(number -> other.rows.add(rows.get(number)));
        rows.removeAll(Set.copyOf(other.rows));
        return other;
    }

    private SourceRow source(Row row, MaskReading reading) {
        String part = reading.target().name().toLowerCase(Locale.ROOT);
        String name = row.describe();
        return new PictureRow(
                name,
                new Encoded.InSpool(spool, row.image(), "image", name + ", image"),
                new Encoded.InSpool(spool, row.target(), part, name + ", " + part),
                row.bbox(),
                row.category(),
                reading);
    }

    String fingerprint() throws IOException {
        MessageDigest sha256;
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
        for (Path file : files) {
            sha256.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
            try (InputStream content = Files.newInputStream(file)) {
                content.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), sha256));
            }
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    void close() {
        spool.close();
    }
}
