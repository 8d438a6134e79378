/**
 * Frames in, masks out. A module that requires this one also gets ONNX Runtime, Gson and the image readers.
 *
 * <p>ONNX Runtime loads a native library: from Java 24 on, give
 * {@code --enable-native-access=com.microsoft.onnxruntime}.
 */
// The exporter is not a module yet, nor are ONNX Runtime and the image readers.
@SuppressWarnings({"module", "requires-automatic"})
module maskwright.sdk {
    requires transitive java.desktop; // BufferedImage, in sdk.image
    requires static org.jspecify;
    requires com.drew.metadata;
    requires com.github.benmanes.caffeine;
    requires com.google.gson;
    requires com.microsoft.onnxruntime;
    requires com.twelvemonkeys.imageio.core;

    exports dev.maskwright.sdk;
    exports dev.maskwright.sdk.annotation;
    exports dev.maskwright.sdk.frame;
    exports dev.maskwright.sdk.geometry;
    exports dev.maskwright.sdk.graph;
    exports dev.maskwright.sdk.image;
    exports dev.maskwright.sdk.model;
    exports dev.maskwright.sdk.video;
}
