package dev.maskwright.cli.train;

import com.google.gson.JsonObject;
import dev.maskwright.cli.export.DjlReference;
import dev.maskwright.cli.terminal.Console;
import dev.maskwright.exporter.Description;
import dev.maskwright.exporter.Export;
import dev.maskwright.exporter.ExportedNetwork;
import dev.maskwright.exporter.check.Proof;
import dev.maskwright.exporter.check.ProofPicture;
import dev.maskwright.exporter.check.ProofPictures;
import dev.maskwright.exporter.check.Reference;
import dev.maskwright.exporter.check.Tolerance;
import dev.maskwright.exporter.onnx.Arithmetic;
import dev.maskwright.exporter.quantize.Requantization;
import dev.maskwright.exporter.rewrite.Trained;
import dev.maskwright.models.weights.Weights;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.model.ClassLabel;
import dev.maskwright.sdk.model.ModelCard;
import dev.maskwright.sdk.model.ModelFormatException;
import dev.maskwright.trainer.data.BadSampleException;
import dev.maskwright.trainer.data.Dataset;
import dev.maskwright.trainer.data.Sample;
import dev.maskwright.trainer.retrain.Retraining;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A deployed model that is being retrained.
 *
 * @param pair its files
 * @param exported the network in the float one
 */
record RetrainedModel(ModelPair pair, ExportedNetwork exported, Console console) {

    private static final int PROOF_PICTURES = 4;
    private static final int CALIBRATION_PICTURES = 48;
    private static final int LEAST_CALIBRATION_PICTURES = 8;

    /** What is trained. */
    Retraining.Deployed deployed() {
        ModelCard card = exported.card();
        return new Retraining.Deployed(
                exported.trained().network(),
                exported.trained().weights(),
                card.classes().stream().map(ClassLabel::name).toList(),
                card.normalization(),
                card.input().width(),
                card.input().height());
    }

    /**
     * Checks what would otherwise fail only after minutes of training.
     *
     * @throws IOException if the network that was read from the file does not compute what the file does, or there are
     *     too few pictures to quantise with
     */
    void check(RetrainRows rows) throws IOException {
        int pictures = rows.corrected() + rows.replayed();
        if (pair.inInt8().isPresent() && pictures < LEAST_CALIBRATION_PICTURES) {
            throw new IOException(("%s is quantised, for which %d pictures are needed, but there are only %d"
                            + " corrections and old pictures; correct more, or name old ones with --replay")
                    .formatted(pair.deployed(), LEAST_CALIBRATION_PICTURES, pictures));
        }
        ModelCard card = exported.card();
        ProofPictures drawn =
                ProofPictures.drawn(2, card.input().width(), card.input().height());
        Tolerance tolerance =
                exported.options().graph().arithmetic() == Arithmetic.FLOAT16 ? Tolerance.FLOAT16 : Tolerance.FLOAT32;
        try (Reference read = DjlReference.open(exported.options().wanted(exported.trained()))) {
            Proof proof = Proof.of(pair.inFloat(), read, drawn, tolerance);
            if (!proof.passed()) {
                throw new ModelFormatException(("%s does not compute what %s computes with its weights, so another"
                                + " program has changed it; train it with the program that made it\n%s")
                        .formatted(pair.inFloat(), card.architecture(), proof.toText()));
            }
        }
    }

    /**
     * Writes both files of the new model: the float one verified, the int8 one quantised in the same way as the old
     * one.
     */
    void write(Retraining.Result result, RetrainRows rows, ModelPair files) throws IOException {
        Files.createDirectories(files.inFloat().toAbsolutePath().getParent());
        List<Frame> pictures = pictures(rows.corrections(), CALIBRATION_PICTURES / 2);
        pictures.addAll(pictures(rows.replay(), CALIBRATION_PICTURES - pictures.size()));
        List<ProofPicture> proving =
                pictures.stream().limit(PROOF_PICTURES).map(ProofPicture::of).toList();
        Export export =
                Export.of(new Trained(result.network(), result.weights()), description(result), exported.options());
        Export.Result outcome = export.prove(ProofPictures.of(proving), DjlReference::open, files.inFloat());
        console.say(outcome.proof().toText());
        if (outcome.card().isEmpty()) {
            throw new IOException(
                    "not written, because the exported network does not compute what the trained one does");
        }
        if (files.inInt8().isPresent()) {
            ModelCard like;
            try (Segmenter segmenter = Segmenter.open(pair.inInt8().orElseThrow())) {
                like = segmenter.card();
            }
            Requantization.run(files.inFloat(), like, pictures, files.inInt8().get());
        }
    }

    /** The old card's provenance, without what is no longer true. */
    private Description description(Retraining.Result result) {
        ModelCard card = exported.card();
        JsonObject provenance = card.provenance();
        provenance.remove("parity");
        JsonObject from = new JsonObject();
        from.addProperty("name", card.name());
        from.addProperty("version", card.version());
        if (provenance.has("metrics")) {
            from.add("metrics", provenance.remove("metrics"));
        }
        provenance.add("retrainedFrom", from);
        return new Description(
                card.name(),
                version(result.weights()),
                labels(card, result.classes()),
                card.input().width(),
                card.input().height(),
                card.normalization(),
                provenance);
    }

    /** Old classes keep their colours. */
    private static List<ClassLabel> labels(ModelCard card, List<String> classes) {
        List<ClassLabel> labels = new ArrayList<>(card.classes());
        labels.addAll(ClassLabel.of(classes).subList(labels.size(), classes.size()));
        return labels;
    }

    private static String version(Weights weights) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            weights.asMap().forEach((key, tensor) -> {
                ByteBuffer bytes = ByteBuffer.allocate(4 * tensor.values().length);
                bytes.asFloatBuffer().put(tensor.values());
                digest.update(bytes.array());
            });
            return HexFormat.of().formatHex(digest.digest()).substring(0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static List<Frame> pictures(List<Dataset> splits, int most) {
        List<Frame> pictures = new ArrayList<>();
        for (Dataset rows : splits) {
            int count = Math.min(most - pictures.size(), rows.size());
            for (int i = 0; i < count; i++) {
                try {
                    Sample sample = rows.read((int) ((long) i * rows.size() / count));
                    pictures.add(Frame.rgb(sample.rgb(), sample.width(), sample.height()));
                } catch (BadSampleException e) {
                    // named by the training, which reads it, too
                }
            }
        }
        return pictures;
    }
}
