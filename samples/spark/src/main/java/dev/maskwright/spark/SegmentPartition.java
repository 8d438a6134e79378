package dev.maskwright.spark;

import dev.maskwright.sdk.Options;
import dev.maskwright.sdk.Segmenter;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;

/** The work of a task: rows with paths in, the same rows with two more columns out. */
final class SegmentPartition implements MapPartitionsFunction<Row, Row> {

    private static final long serialVersionUID = 1;

    private final String modelPath;
    private final Broadcast<byte[]> model;
    private final @Nullable String card;
    private final Options options;
    private final Broadcast<SerializableConfiguration> hadoop;
    private final int pathColumn;

    /**
     * Work with a model that was broadcast.
     *
     * @param file the model, without its bytes, which are not sent with tasks
     * @param pathColumn index of the path in a row
     */
    SegmentPartition(
            ModelFile file,
            Broadcast<byte[]> model,
            Options options,
            Broadcast<SerializableConfiguration> hadoop,
            int pathColumn) {
        modelPath = file.path();
        card = file.card().orElse(null);
        this.model = model;
        this.options = options;
        this.hadoop = hadoop;
        this.pathColumn = pathColumn;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        TaskContext task = TaskContext.get();
        Segmenter segmenter =
                OpenModels.open(ModelFile.source(model.value(), modelPath, Optional.ofNullable(card)), options);
        Configuration stores = hadoop.value().value();
        // One more than the task has cores: while one waits for a store or decodes, the others run the network.
        Ahead<Row, Row> results = Ahead.of(rows, row -> segment(row, segmenter, stores), task.cpus() + 1);
        task.addTaskCompletionListener(
                ended -> { // also if not all rows were consumed
                    results.close();
                    segmenter.close();
                });
        return results;
    }

    private Row segment(Row row, Segmenter segmenter, Configuration stores) {
        String path = row.getString(pathColumn);
        if (path == null) {
            return with(row, null, "there is no path in this row; give each row one");
        }
        try {
            return with(row, ResultColumns.row(SegmentedPicture.of(read(path, stores), path, segmenter)), null);
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            return with(row, null, line(path, e));
        }
    }

    private static byte[] read(String path, Configuration stores) throws IOException {
        Path file = new Path(path);
        try (InputStream stream = file.getFileSystem(stores).open(file)) {
            return stream.readAllBytes();
        } catch (FileNotFoundException e) {
            throw new IOException("%s: there is no such file; check the path".formatted(path), e);
        }
    }

    private static String line(String path, Throwable fault) {
        String text = fault instanceof OutOfMemoryError
                ? "not enough memory (Java may use %d MB); give executors more with spark.executor.memory"
                        .formatted(Runtime.getRuntime().maxMemory() >> 20)
                : Optional.ofNullable(fault.getMessage()).orElse(fault.toString());
        String line = text.strip().replaceAll("\\s*\\R\\s*", " ");
        return line.startsWith(path) ? line : path + ": " + line;
    }

    private static Row with(Row row, @Nullable Row picture, @Nullable String error) {
        Object[] values = new Object[row.size() + 2];
        for (int i = 0; i < row.size(); i++) {
            values[i] = row.get(i);
        }
        values[row.size()] = picture;
        values[row.size() + 1] = error;
        return RowFactory.create(values);
    }
}
