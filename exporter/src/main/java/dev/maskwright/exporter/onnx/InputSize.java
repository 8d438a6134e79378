package dev.maskwright.exporter.onnx;

/** The height and width of the images that a graph takes. */
public sealed interface InputSize {

    /** Any multiples of the network's stride. */
    record Dynamic() implements InputSize {}

    /** One size. */
    record Fixed(int width, int height) implements InputSize {
        public Fixed {
            if (width < 1 || height < 1) {
                throw new IllegalArgumentException(
                        "an input has at least 1x1 pixels, got %dx%d".formatted(width, height));
            }
        }
    }

    static InputSize dynamic() {
        return new Dynamic();
    }

    static InputSize fixed(int width, int height) {
        return new Fixed(width, height);
    }
}
