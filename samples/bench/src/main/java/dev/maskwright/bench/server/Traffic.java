package dev.maskwright.bench.server;

import dev.maskwright.bench.Pictures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;

/** What clients send: pictures of several sizes, and occasionally something that is not a picture. */
final class Traffic {

    /** A request body, and whether its answer must be a mask. */
    record Request(String contentType, byte[] body, boolean isGood) {}

    private static final double GARBAGE = 0.05;
    private static final int[][] SIZES = {{320, 240}, {640, 480}, {1280, 720}};
    private static final String JPEG = "image/jpeg";

    private final List<Request> good = new ArrayList<>();
    private final List<Request> bad = new ArrayList<>();

    private Traffic() {}

    /** Pictures and bad bodies, the same in each call. */
    static Traffic mixed() throws IOException {
        Traffic traffic = new Traffic();
        for (int[] size : SIZES) {
            traffic.good.add(new Request(JPEG, Pictures.jpegBytes(size[0], size[1]), true));
        }
        byte[] picture = traffic.good.get(0).body();
        byte[] noise = new byte[20_000];
        new Random(1).nextBytes(noise);
        traffic.bad.add(new Request(JPEG, noise, false));
        traffic.bad.add(new Request(JPEG, new byte[0], false));
        traffic.bad.add(new Request(JPEG, Arrays.copyOf(picture, picture.length / 3), false));
        traffic.bad.add(new Request("text/html", "<html>".getBytes(StandardCharsets.UTF_8), false));
        traffic.bad.add(new Request("image/png", giantPng(), false));
        return traffic;
    }

    /** How a server expects pictures. */
    enum Wrapping {
        /** As the request body. */
        PLAIN,
        /** As a file in a multipart form. */
        FORM,
        /** In KServe JSON. */
        KSERVE
    }

    /** Only pictures, sent as a server expects them. */
    static Traffic pictures(Wrapping wrapping) throws IOException {
        Traffic traffic = new Traffic();
        for (Request picture : mixed().good) {
            traffic.good.add(
                    switch (wrapping) {
                        case PLAIN -> picture;
                        case FORM -> form(picture.body());
                        case KSERVE -> kserve(picture.body());
                    });
        }
        traffic.bad.addAll(traffic.good);
        return traffic;
    }

    private static Request form(byte[] picture) {
        String boundary = "maskwright";
        byte[] head = ("--%s\r\nContent-Disposition: form-data; name=\"content\";"
                        + " filename=\"a.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n")
                .formatted(boundary)
                .getBytes(StandardCharsets.US_ASCII);
        byte[] tail = "\r\n--%s--\r\n".formatted(boundary).getBytes(StandardCharsets.US_ASCII);
        byte[] body = ByteBuffer.allocate(head.length + picture.length + tail.length)
                .put(head)
                .put(picture)
                .put(tail)
                .array();
        return new Request("multipart/form-data; boundary=" + boundary, body, true);
    }

    /** In base64: MLServer does not accept binary data after the JSON unless its codecs are configured for it. */
    private static Request kserve(byte[] picture) {
        String json = """
                {"inputs": [{"name": "image", "datatype": "BYTES", "shape": [1], "parameters": {"content_type": "str"}, "data": ["%s"]}]}""".formatted(Base64.getEncoder().encodeToString(picture));
        return new Request("application/json", json.getBytes(StandardCharsets.UTF_8), true);
    }

    /** A PNG header that declares 10 gigapixels. */
    private static byte[] giantPng() {
        return ByteBuffer.allocate(33)
                .put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'})
                .putInt(13)
                .put("IHDR".getBytes(StandardCharsets.US_ASCII))
                .putInt(100_000)
                .putInt(100_000)
                .put(new byte[] {8, 2, 0, 0, 0})
                .putInt(0)
                .array();
    }

    Request next(Random random) {
        List<Request> from = random.nextDouble() < GARBAGE ? bad : good;
        return from.get(random.nextInt(from.size()));
    }

    /** The pictures in rotation. */
    byte[] picture(int index) {
        return good.get(index % good.size()).body();
    }

    List<Request> pictures() {
        return good;
    }
}
