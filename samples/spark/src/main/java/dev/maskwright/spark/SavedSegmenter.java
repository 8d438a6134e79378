package dev.maskwright.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.util.DefaultParamsReadable;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.SparkSession;

/** A segmenter in a folder: Spark's file of parameters, and the model in a folder beside it. */
final class SavedSegmenter {

    private static final String MODEL = "model";

    private SavedSegmenter() {}

    static Configuration hadoop() {
        return SparkSession.active().sessionState().newHadoopConf();
    }

    static final class Writer extends MLWriter {

        private final MaskwrightSegmenter segmenter;
        private final ModelFile model;

        /** The model is in memory: the overwritten folder may be where it came from. */
        Writer(MaskwrightSegmenter segmenter, ModelFile model) {
            this.segmenter = segmenter;
            this.model = model;
        }

        @Override
        public void saveImpl(String path) {
            DefaultParamsWriter.saveMetadata(segmenter, path, sparkSession());
            try {
                model.writeTo(new Path(path, MODEL), hadoop());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static final class Reader extends MLReader<MaskwrightSegmenter> {

        @Override
        public MaskwrightSegmenter load(String path) {
            MaskwrightSegmenter segmenter = new DefaultParamsReadable<MaskwrightSegmenter>() {}.load(path);
            Path model = new Path(new Path(path, MODEL), new Path(segmenter.getModel()).getName());
            try {
                return segmenter.withLoaded(ModelFile.read(model.toString(), hadoop()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
