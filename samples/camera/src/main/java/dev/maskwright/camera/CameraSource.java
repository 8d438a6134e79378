package dev.maskwright.camera;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where frames come from.
 *
 * @param name its display name; for an address without user and password
 * @param arguments the input arguments of {@code ffmpeg}; empty for raw frames from standard input, which need no
 *     decoder
 * @param isLive whether it is a camera and not a file, so that it is reopened when it ends
 */
public record CameraSource(String name, List<String> arguments, boolean isLive) {

    /** The name of standard input. */
    public static final String STANDARD_INPUT = "-";

    private static final Pattern USER = Pattern.compile("//[^/\\s]*@"); // up to the last @: passwords may have one
    private static final Pattern SECRET = Pattern.compile("(?i)([?&](?:pass|passwd|password|pwd|token)=)[^&\\s]*");

    /** The arguments are copied. */
    public CameraSource {
        arguments = List.copyOf(arguments);
    }

    /**
     * Parses a source: {@code /dev/video0}, {@code rtsp://...}, {@code http://...} of MJPEG or anything else that
     * {@code ffmpeg} reads, a video file, or {@code -} for raw NV12 from standard input.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    public static CameraSource parse(String text) {
        if (text.equals(STANDARD_INPUT)) {
            return new CameraSource("standard input", List.of(), false);
        }
        if (text.matches("(?i)(rtsps?|https?|rtmp|udp|tcp|srt)://.*")) {
            return address(text);
        }
        Path path = Path.of(text);
        if (text.startsWith("/dev/video")) {
            if (!Files.exists(path)) {
                throw new IllegalArgumentException(
                        "%s: there is no such camera; v4l2-ctl --list-devices lists the available ones"
                                .formatted(text));
            }
            return new CameraSource(text, List.of("-f", "v4l2", "-i", text), true);
        }
        if (!Files.isReadable(path) || Files.isDirectory(path)) {
            throw new IllegalArgumentException(("%s: neither a file that can be read nor an address such as"
                            + " rtsp://HOST/PATH; cameras of this machine are /dev/video0 and so on")
                    .formatted(withoutSecrets(text)));
        }
        return new CameraSource(text, List.of("-re", "-i", text), false);
    }

    private static CameraSource address(String text) {
        List<String> arguments = new ArrayList<>();
        if (text.toLowerCase(Locale.ROOT).startsWith("rtsp")) {
            arguments.addAll(List.of("-rtsp_transport", "tcp")); // over UDP, pictures arrive torn
        }
        arguments.addAll(List.of("-i", text));
        return new CameraSource(withoutSecrets(text), arguments, true);
    }

    /** A text without the users and passwords of addresses in it. */
    static String withoutSecrets(String text) {
        return SECRET.matcher(USER.matcher(text).replaceAll("//")).replaceAll("$1***");
    }

    /** Whether raw frames are read from standard input. */
    public boolean isStandardInput() {
        return arguments.isEmpty();
    }
}
