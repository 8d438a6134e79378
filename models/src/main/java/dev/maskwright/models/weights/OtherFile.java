package dev.maskwright.models.weights;

import dev.maskwright.models.files.Download;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Recognises what may be found in place of weights: the leftover of a failed download, or weights of other tools. */
final class OtherFile {

    private static final int SHOWN = 40;

    /** The first bytes of files, in Latin-1, and what such files are. */
    private static final Map<String, String> BEGINNINGS = beginnings();

    private OtherFile() {}

    private static Map<String, String> beginnings() {
        String unpack = "; unpack it and use the weight file in it";
        Map<String, String> beginnings = new LinkedHashMap<>();
        beginnings.put(
                "\u0089HDF",
                "an HDF5 file, as Keras writes it; only weights of PyTorch's networks can be"
                        + " read, as .safetensors or .pth");
        beginnings.put("GGUF", "a GGUF file; only weights of PyTorch's networks can be read, as .safetensors or .pth");
        beginnings.put(
                "\u0093NUMPY", "a NumPy array; save the weights of the whole network as .safetensors, with their keys");
        beginnings.put("\u001f\u008b", "a gzip archive" + unpack);
        beginnings.put("7z\u00bc\u00af", "a 7-Zip archive" + unpack);
        beginnings.put("Rar!", "a RAR archive" + unpack);
        for (int protocol = 2; protocol <= 5; protocol++) {
            beginnings.put(
                    "\u0080" + (char) protocol,
                    "a plain pickle, not a file from torch.save; load it in Python and save the"
                            + " weights as .safetensors");
        }
        return beginnings;
    }

    /** What a file is, and what to do; empty if it may hold weights. */
    static Optional<String> of(ByteBuffer file) {
        if (file.limit() == 0) {
            return Optional.of("the file is empty; copy or download it again");
        }
        byte[] bytes = new byte[Math.min(Download.START, file.limit())];
        file.get(0, bytes);
        String start = new String(bytes, StandardCharsets.ISO_8859_1);
        Optional<String> download = Download.instead(bytes);
        if (download.isPresent()) {
            return download;
        }
        String text =
                start.replaceFirst("^\u00ef\u00bb\u00bf", "").stripLeading().toLowerCase(Locale.ROOT);
        if (text.startsWith("{") && isText(bytes)) {
            return Optional.of(
                    text.contains("weight_map") || text.contains("total_size")
                            ? "the index of weights that are split over several files; join them"
                                    + " in Python and save them as one .safetensors"
                            : "JSON text, not weights; perhaps the error page of a failed"
                                    + " download, or the configuration beside the weights");
        }
        if (isText(bytes)) {
            return Optional.of("text, not weights: it begins with \"%s\"; copy or download the file again"
                    .formatted(Quoted.of(start.substring(0, Math.min(SHOWN, start.length())))));
        }
        return isOnnx(bytes)
                ? Optional.of("an ONNX model, whose weights are in its graph; use it as a model")
                : BEGINNINGS.entrySet().stream()
                        .filter(known -> start.startsWith(known.getKey()) && !TorchFile.isOld(file))
                        .map(Map.Entry::getValue)
                        .findFirst();
    }

    private static boolean isText(byte[] bytes) {
        for (byte one : bytes) {
            if (one < ' ' && one != '\n' && one != '\r' && one != '\t') {
                return false;
            }
        }
        return true;
    }

    /** The format version as a number in field 1, followed by one of the fields that producers write next. */
    private static boolean isOnnx(byte[] bytes) {
        boolean isField = bytes.length > 2 && "\022\032\"*2:B".indexOf(bytes[2]) >= 0;
        return isField && bytes[0] == 8 && bytes[1] > 2 && bytes[1] < 32;
    }
}
