package dev.maskwright.cli.train;

import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.model.ModelFormatException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A model in float and, if there is one, in int8: {@code road.onnx} and {@code road-int8.onnx} beside it.
 *
 * @param inFloat the float file, which can be trained
 * @param inInt8 what was quantised from it
 */
record ModelPair(Path inFloat, Optional<Path> inInt8) {

    private static final String SUFFIX = ".onnx";
    private static final String INT8 = "-int8";

    /**
     * The pair that a file belongs to.
     *
     * @throws ModelFormatException if an int8 file has no float file of the same version beside it
     */
    static ModelPair of(Path file) {
        String name = String.valueOf(file.getFileName());
        if (!name.endsWith(INT8 + SUFFIX)) {
            Path inInt8 = named(file, INT8);
            boolean belongs = Files.isRegularFile(inInt8) && version(inInt8).equals(version(file));
            return new ModelPair(file, belongs ? Optional.of(inInt8) : Optional.empty());
        }
        Path inFloat = file.resolveSibling(name.replace(INT8 + SUFFIX, SUFFIX));
        if (!Files.isRegularFile(inFloat) || !version(inFloat).equals(version(file))) {
            throw new ModelFormatException(
                    ("%s is quantised, and %s, the float model that it was made from, is missing;"
                                    + " put that beside it, because only the float model can be trained")
                            .formatted(file, inFloat));
        }
        return new ModelPair(inFloat, Optional.of(file));
    }

    /** Names for a new pair, with an int8 file only if the other pair has one. */
    static ModelPair like(ModelPair other, Path inFloat) {
        return new ModelPair(inFloat, other.inInt8().map(unused -> named(inFloat, INT8)));
    }

    /** {@code road-int8.onnx} for {@code road.onnx}. */
    private static Path named(Path inFloat, String end) {
        String name = String.valueOf(inFloat.getFileName());
        String stem = name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
        return inFloat.resolveSibling(stem + end + SUFFIX);
    }

    /** The deployed file: the int8 one if it exists. */
    Path deployed() {
        return inInt8.orElse(inFloat);
    }

    private static String version(Path file) {
        try (Segmenter segmenter = Segmenter.open(file)) {
            return segmenter.card().version();
        }
    }
}
