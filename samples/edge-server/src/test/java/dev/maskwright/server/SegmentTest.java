package dev.maskwright.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.annotation.Annotations;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.sdk.frame.Plane;
import dev.maskwright.sdk.frame.Rotation;
import dev.maskwright.sdk.frame.YuvMatrix;
import dev.maskwright.sdk.frame.YuvRange;
import dev.maskwright.sdk.geometry.RunLengths;
import dev.maskwright.sdk.image.ImageFiles;
import dev.maskwright.sdk.image.MaskImages;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code POST /v1/segment}: every form in, every form out, and what is refused. */
final class SegmentTest {

    private static final String[] JPEG = {"Content-Type", "image/jpeg"};

    private static RunningServer server;
    private static Segmenter segmenter;
    private static Mask expected;

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(RunningServer.options()
                .withLimits(
                        RunningServer.options().limits().withBytes(2_000_000).withPixels(1_000_000)));
        segmenter = Segmenter.open(RunningServer.MODEL);
        expected = segmenter.segment(RunningServer.frame()).atFrameSize();
    }

    @AfterAll
    static void stop() {
        server.close();
        segmenter.close();
    }

    private static HttpResponse<byte[]> ok(HttpResponse<byte[]> response, String type) {
        assertEquals(200, response.statusCode(), () -> RunningServer.text(response));
        assertEquals(type, response.headers().firstValue("Content-Type").orElseThrow());
        return response;
    }

    private static byte[] ids(HttpResponse<byte[]> response) throws IOException {
        return ImageFiles.decodeLabels(ok(response, "image/png").body(), "the answer")
                .ids();
    }

    @Test
    void maskIsTheSdks() throws Exception {
        HttpResponse<byte[]> response =
                server.segment(RunningServer.picture(), "Content-Type", "image/jpeg", "Accept", "image/png");
        assertArrayEquals(expected.classIds(), ids(response));
        assertEquals(
                RunningServer.NAME,
                response.headers().firstValue("Maskwright-Model").orElseThrow());
        assertTrue(response.headers()
                .firstValue("Maskwright-Model-Version")
                .orElseThrow()
                .matches(".*-[0-9a-f]{8}"));
        String timing = response.headers().firstValue("Server-Timing").orElseThrow();
        assertTrue(timing.matches("queue;dur=[0-9.]+, decode;dur=.*, run;dur=.*, render;dur=[0-9.]+"), timing);
    }

    @Test
    void regionsAreTheSdks() throws Exception {
        JsonObject json = RunningServer.json(ok(server.segment(RunningServer.picture(), JPEG), "application/json"));
        JsonObject regions = Annotations.of(expected, expected.regions()).json();
        assertEquals(regions.get("regions").toString(), json.get("regions").toString());
        int area = 0;
        for (JsonElement type : json.getAsJsonArray("classes")) {
            area += type.getAsJsonObject().get("area").getAsInt();
        }
        assertEquals(expected.width() * expected.height(), area, "the areas of all classes are the picture");
    }

    @Test
    void cocoHasRunLengthsOfEachRegion() throws Exception {
        JsonObject coco = RunningServer.json(ok(
                server.send("POST", "/v1/segment?as=coco", RunningServer.picture(), JPEG),
                "application/vnd.maskwright.coco+json"));
        JsonArray annotations = coco.getAsJsonArray("annotations");
        assertEquals(expected.regions().size(), annotations.size());
        for (int i = 0; i < annotations.size(); i++) {
            JsonObject segmentation = annotations.get(i).getAsJsonObject().getAsJsonObject("segmentation");
            JsonArray size = segmentation.getAsJsonArray("size");
            assertEquals(
                    expected.regions().get(i).runLengths(),
                    RunLengths.parse(
                            size.get(1).getAsInt(),
                            size.get(0).getAsInt(),
                            segmentation.get("counts").getAsString()));
        }
    }

    @Test
    void overlayIsTheSdks() throws Exception {
        HttpResponse<byte[]> response =
                ok(server.send("POST", "/v1/segment?as=overlay", RunningServer.picture(), JPEG), "image/jpeg");
        Frame frame = RunningServer.frame();
        assertArrayEquals(MaskImages.jpeg(MaskImages.overlay(frame, segmenter.segment(frame))), response.body());
    }

    @Test
    void acceptIsWeighed() throws Exception {
        ok(
                server.segment(
                        RunningServer.picture(), "Content-Type", "image/jpeg", "Accept", "image/png;q=0.5, image/jpeg"),
                "image/jpeg");
        ok(
                server.segment(RunningServer.picture(), "Content-Type", "image/jpeg", "Accept", "text/html, */*;q=0.1"),
                "application/json");
        ok(server.segment(RunningServer.picture(), "Content-Type", "image/jpeg", "Accept", "image/*"), "image/png");
        refused(
                406,
                server.segment(RunningServer.picture(), "Content-Type", "image/jpeg", "Accept", "text/csv"),
                "text/csv");
    }

    @Test
    void formsOfBrowsersAndCurl() throws Exception {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        form.writeBytes("--xyz\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhello\r\n"
                .getBytes(StandardCharsets.UTF_8));
        form.writeBytes(("--xyz\r\nContent-Disposition: form-data; name=\"image\";"
                        + " filename=\"a.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        form.writeBytes(RunningServer.picture());
        form.writeBytes("\r\n--xyz--\r\n".getBytes(StandardCharsets.UTF_8));
        byte[] whole = form.toByteArray();
        assertArrayEquals(
                expected.classIds(),
                ids(server.segment(whole, "Content-Type", "multipart/form-data; boundary=xyz", "Accept", "image/png")));
        refused(
                400,
                server.segment(
                        Arrays.copyOf(whole, whole.length - 100), "Content-Type", "multipart/form-data; boundary=xyz"),
                "form");
        refused(400, server.segment(whole, "Content-Type", "multipart/form-data"), "boundary");
        refused(
                400,
                server.segment(
                        "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--x--\r\n"
                                .getBytes(StandardCharsets.UTF_8),
                        "Content-Type",
                        "multipart/form-data; boundary=x"),
                "no part called 'image'");
    }

    /** Rows, and the colours' too, may be longer than their pixels. */
    @Test
    void rawFramesWithStrides() throws Exception {
        int width = 120;
        int height = 81;
        int stride = 128;
        int offset = stride * height + 64;
        byte[] bytes = new byte[offset + 128 * 41];
        new Random(5).nextBytes(bytes);
        Frame frame = Frame.nv12(
                        Plane.of(bytes).withRowStride(stride),
                        Plane.of(bytes).from(offset).withRowStride(128),
                        width,
                        height)
                .withYuv(YuvMatrix.BT_709, YuvRange.FULL)
                .rotated(Rotation.CLOCKWISE_90);
        byte[] mask = ids(server.segment(
                bytes,
                "Frame-Format",
                "NV12",
                "Frame-Width",
                "120",
                "Frame-Height",
                "81",
                "Frame-Stride",
                "128",
                "Frame-Colour-Offset",
                Integer.toString(offset),
                "Frame-Colour-Stride",
                "128",
                "Frame-Rotation",
                "90",
                "Frame-Matrix",
                "BT.709",
                "Frame-Range",
                "full",
                "Accept",
                "image/png"));
        assertArrayEquals(segmenter.segment(frame).atFrameSize().classIds(), mask);
    }

    @Test
    void rawFramesOfOtherFormats() throws Exception {
        byte[] bytes = new byte[64 * 48 * 3];
        new Random(6).nextBytes(bytes);
        assertArrayEquals(
                segmenter.segment(Frame.bgr(bytes, 64, 48)).atFrameSize().classIds(),
                ids(server.segment(
                        bytes,
                        "Frame-Format",
                        "bgr",
                        "Frame-Width",
                        "64",
                        "Frame-Height",
                        "48",
                        "Accept",
                        "image/png")));
    }

    @Test
    void whatIsRefused() throws Exception {
        refused(415, server.segment(RunningServer.picture(), "Content-Type", "text/plain"), "text/plain");
        refused(415, server.segment(RunningServer.picture()), "missing");
        refused(
                415,
                server.segment(RunningServer.picture(), "Content-Type", "image/jpeg", "Content-Encoding", "br"),
                "br");
        refused(422, server.segment(new byte[] {1, 2, 3, 4}, JPEG), "not a picture");
        refused(422, server.segment(new byte[0], JPEG), "empty");
        refused(422, server.segment(Arrays.copyOf(RunningServer.picture(), 9_000), JPEG), "the picture");
        refused(413, server.segment(new byte[2_000_001], JPEG), "2000001 bytes");
        refused(413, server.segment(png(100_000, 100_000), "Content-Type", "image/png"), "100000x100000");
        refused(
                413,
                server.segment(new byte[3], "Frame-Format", "RGB", "Frame-Width", "1001", "Frame-Height", "1000"),
                "1001x1000");
        refused(
                422,
                server.segment(new byte[3], "Frame-Format", "RGB", "Frame-Width", "10", "Frame-Height", "10"),
                "300");
        refused(
                400,
                server.segment(new byte[3], "Frame-Format", "RGB", "Frame-Width", "ten", "Frame-Height", "1"),
                "Frame-Width");
        refused(
                400,
                server.segment(new byte[3], "Frame-Format", "RGB", "Frame-Width", "10"),
                "Frame-Height is missing");
        refused(
                415,
                server.segment(new byte[3], "Frame-Format", "YV12", "Frame-Width", "1", "Frame-Height", "1"),
                "YV12");
        refused(404, server.send("POST", "/v1/segment?model=nobody", RunningServer.picture(), JPEG), "nobody");
        refused(406, server.send("POST", "/v1/segment?as=svg", RunningServer.picture(), JPEG), "svg");
        refused(405, server.get("/v1/segment"), "GET");
        refused(404, server.get("/v1/nothing"), "/v1/nothing");
    }

    private static byte[] png(int width, int height) {
        return ByteBuffer.allocate(33)
                .put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'})
                .putInt(13)
                .put("IHDR".getBytes(StandardCharsets.US_ASCII))
                .putInt(width)
                .putInt(height)
                .put(new byte[] {8, 2, 0, 0, 0})
                .putInt(0)
                .array();
    }

    private static void refused(int status, HttpResponse<byte[]> response, String says) {
        assertEquals(status, response.statusCode(), () -> RunningServer.text(response));
        assertEquals(
                "application/problem+json",
                response.headers().firstValue("Content-Type").orElseThrow());
        JsonObject problem = RunningServer.json(response);
        assertEquals(status, problem.get("status").getAsInt());
        assertTrue(problem.get("type").getAsString().startsWith("urn:maskwright:problem:"), problem.toString());
        assertTrue(problem.get("detail").getAsString().contains(says), problem.toString());
    }
}
