package dev.maskwright.sdk.internal.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Recognises, by their first bytes, files that are passed as pictures but cannot be read. */
public final class OtherFormat {

    /** How many bytes of a file are needed: HTML may begin with comments, and DICOM files with 128 arbitrary bytes. */
    public static final int START_BYTES = 512;

    /** Bytes at a position that identify a kind of file. */
    private record Magic(int at, String latin1, String name) {}

    private static final List<Magic> KNOWN = List.of(
            new Magic(0, "\0\0\0\fjP  \r\n\u0087\n", "a JPEG 2000 picture"),
            new Magic(0, "\u00ffO\u00ffQ", "a JPEG 2000 picture"),
            new Magic(0, "\0\0\0\fJXL \r\n\u0087\n", "a JPEG XL picture"),
            new Magic(0, "\u00ff\n", "a JPEG XL picture"),
            new Magic(0, "II+\0", "a BigTIFF picture"),
            new Magic(0, "MM\0+", "a BigTIFF picture"),
            new Magic(0, "II\u00bc\1", "a JPEG XR picture"),
            new Magic(0, "8BPS", "a Photoshop picture (PSD)"),
            new Magic(0, "v/1\1", "an OpenEXR picture"),
            new Magic(0, "#?RADIANCE", "a Radiance HDR picture"),
            new Magic(0, "\0\0\1\0", "a Windows icon (ICO)"),
            new Magic(0, "DDS ", "a DirectDraw texture (DDS)"),
            new Magic(0, "qoif", "a QOI picture"),
            new Magic(0, "FUJIFILMCCD-RAW", "a camera raw file (RAF)"),
            new Magic(0, "IIRO", "a camera raw file (ORF)"),
            new Magic(0, "IIU\0", "a camera raw file (RW2)"),
            new Magic(0, "P7\n", "a netpbm picture (PAM)"),
            new Magic(0, "%PDF", "a PDF document"),
            new Magic(128, "DICM", "a DICOM file"),
            new Magic(0, "PK\3\4", "a ZIP archive"),
            new Magic(0, "\u001f\u008b", "a gzip archive"),
            new Magic(0, "\u0089HDF", "an HDF5 file"),
            new Magic(0, "\u0093NUMPY", "a NumPy array"),
            new Magic(0, "version https://git-lfs", "a Git LFS pointer ('git lfs pull' fetches the file itself)"));

    /** Brands of the ISO base media file format. */
    private static final List<Magic> BRANDS = List.of(
            new Magic(8, "avif", "an AVIF picture"),
            new Magic(8, "avis", "an AVIF picture"),
            new Magic(8, "heic", "a HEIC picture"),
            new Magic(8, "heix", "a HEIC picture"),
            new Magic(8, "hevc", "a HEIC picture"),
            new Magic(8, "heim", "a HEIC picture"),
            new Magic(8, "heis", "a HEIC picture"),
            new Magic(8, "crx ", "a camera raw file (CR3)"));

    private OtherFormat() {}

    /** What kind of file it is if its format is not in {@link ImageFormat}; empty if unknown. */
    static Optional<String> named(byte[] bytes) {
        if (ImageFormat.startsWith(bytes, 4, "ftyp")) {
            return Optional.of(name(BRANDS, bytes).orElseGet(() -> named(brands(bytes))));
        }
        String start = new String(bytes, 0, Math.min(bytes.length, START_BYTES), StandardCharsets.ISO_8859_1)
                .strip()
                .toLowerCase(Locale.ROOT);
        if (start.contains("<!doctype html") || start.contains("<html")) {
            return Optional.of("an HTML page (downloads return one when the file needs a login or no longer exists)");
        }
        if (start.contains("<svg")) {
            return Optional.of("an SVG drawing");
        }
        return start.startsWith("<?xml")
                ? Optional.of(
                        "an XML document (storage services return one when a file needs a login or no longer exists)")
                : name(KNOWN, bytes);
    }

    private static Optional<String> name(List<Magic> known, byte[] bytes) {
        return known.stream()
                .filter(magic -> ImageFormat.startsWith(bytes, magic.at, magic.latin1))
                .map(Magic::name)
                .findFirst();
    }

    /** Pictures whose major brand is generic name the codec among the compatible brands. */
    private static String brands(byte[] bytes) {
        return new String(Arrays.copyOfRange(bytes, 8, Math.min(bytes.length, 64)), StandardCharsets.ISO_8859_1);
    }

    private static String named(String brands) {
        if (brands.contains("avif")) {
            return "an AVIF picture";
        }
        boolean isPicture = brands.contains("heic") || brands.contains("mif1") || brands.contains("msf1");
        return isPicture ? "a HEIC picture" : "an MP4 or QuickTime file";
    }
}
