package dev.maskwright.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.frame.Frame;
import dev.maskwright.server.kserve.proto.GRPCInferenceServiceGrpc;
import dev.maskwright.server.kserve.proto.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import dev.maskwright.server.kserve.proto.InferParameter;
import dev.maskwright.server.kserve.proto.InferTensorContents;
import dev.maskwright.server.kserve.proto.ModelInferRequest;
import dev.maskwright.server.kserve.proto.ModelInferRequest.InferInputTensor;
import dev.maskwright.server.kserve.proto.ModelInferRequest.InferRequestedOutputTensor;
import dev.maskwright.server.kserve.proto.ModelInferResponse;
import dev.maskwright.server.kserve.proto.ModelStreamInferResponse;
import dev.maskwright.server.kserve.proto.ServerLiveRequest;
import dev.maskwright.server.kserve.proto.ServerMetadataRequest;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** KServe v2 byte by byte; {@code ClientsTest} has Triton's own client speak it. */
final class KserveTest {

    private static final String INFER = "/v2/models/" + RunningServer.NAME + "/infer";
    private static final String LENGTH = "Inference-Header-Content-Length";

    private static RunningServer server;
    private static Segmenter segmenter;
    private static ManagedChannel channel;

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(RunningServer.options());
        segmenter = Segmenter.open(RunningServer.MODEL);
        channel = NettyChannelBuilder.forAddress(
                        "127.0.0.1", server.server().grpcPort().orElseThrow())
                .usePlaintext()
                .maxInboundMessageSize(64 << 20)
                .build();
    }

    @AfterAll
    static void stop() {
        channel.shutdownNow();
        segmenter.close();
        server.close();
    }

    private static byte[] noise(int width, int height, int count) {
        byte[] pixels = new byte[width * height * 3 * count];
        new Random(3).nextBytes(pixels);
        return pixels;
    }

    private static Mask expected(byte[] pixels, int width, int height) {
        return segmenter.segment(Frame.rgb(pixels, width, height)).atFrameSize();
    }

    @Test
    void binaryTensorsBothWays() throws Exception {
        byte[] pixels = noise(40, 30, 2);
        String json = """
                {"id": "7", "inputs": [{"name": "pixels", "datatype": "UINT8", "shape": [2, 30, 40, 3],
                 "parameters": {"binary_data_size": 7200}}],
                 "outputs": [{"name": "confidence", "parameters": {"binary_data": true}}, {"name": "mask", "parameters": {"binary_data": true}}]}""";
        byte[] head = json.getBytes(StandardCharsets.UTF_8);
        byte[] body = ByteBuffer.allocate(head.length + pixels.length)
                .put(head)
                .put(pixels)
                .array();
        HttpResponse<byte[]> response = server.send("POST", INFER, body, LENGTH, Integer.toString(head.length));
        assertEquals(200, response.statusCode(), () -> RunningServer.text(response));
        int length = Integer.parseInt(response.headers().firstValue(LENGTH).orElseThrow());
        JsonObject answer = JsonParser.parseString(new String(response.body(), 0, length, StandardCharsets.UTF_8))
                .getAsJsonObject();
        assertEquals("7", answer.get("id").getAsString());
        JsonObject mask = answer.getAsJsonArray("outputs").get(1).getAsJsonObject();
        assertEquals("mask", mask.get("name").getAsString());
        assertEquals("[2,30,40]", mask.get("shape").toString());
        for (int i = 0; i < 2; i++) {
            Mask one = expected(Arrays.copyOfRange(pixels, i * 3600, (i + 1) * 3600), 40, 30);
            byte[] got = Arrays.copyOfRange(response.body(), length + 2400 + i * 1200, length + 2400 + (i + 1) * 1200);
            assertArrayEquals(one.classIds(), got);
            assertArrayEquals(
                    confidences(one), Arrays.copyOfRange(response.body(), length + i * 1200, length + (i + 1) * 1200));
        }
    }

    private static byte[] confidences(Mask mask) {
        byte[] confidences = new byte[mask.width() * mask.height()];
        mask.copyConfidences(ByteBuffer.wrap(confidences));
        return confidences;
    }

    @Test
    void numbersInJson() throws Exception {
        byte[] pixels = noise(5, 4, 1);
        JsonArray data = new JsonArray();
        for (byte pixel : pixels) {
            data.add(pixel & 0xff);
        }
        JsonObject input = new JsonObject();
        input.add("data", data); // before the type that it has
        input.addProperty("datatype", "UINT8");
        input.addProperty("name", "pixels");
        JsonArray shape = new JsonArray();
        List.of(1, 4, 5, 3).forEach(shape::add);
        input.add("shape", shape);
        JsonArray inputs = new JsonArray();
        inputs.add(input);
        JsonObject request = new JsonObject();
        request.add("inputs", inputs);
        JsonObject answer =
                RunningServer.json(server.send("POST", INFER, request.toString().getBytes(StandardCharsets.UTF_8)));
        Mask expected = expected(pixels, 5, 4);
        assertArrayEquals(expected.classIds(), numbers(answer, 0));
        assertArrayEquals(confidences(expected), numbers(answer, 1));
        assertEquals(RunningServer.NAME, answer.get("model_name").getAsString());
    }

    private static byte[] numbers(JsonObject answer, int output) {
        JsonArray data =
                answer.getAsJsonArray("outputs").get(output).getAsJsonObject().getAsJsonArray("data");
        byte[] numbers = new byte[data.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (byte) data.get(i).getAsInt();
        }
        return numbers;
    }

    @Test
    void filesInBase64() throws Exception {
        String data = Base64.getEncoder().encodeToString(RunningServer.picture());
        JsonObject answer = infer(
                "{\"name\": \"image\", \"datatype\": \"BYTES\", \"shape\": [1], \"data\": [\"" + data + "\"]}", 200);
        assertEquals(
                "[1,288,384]",
                answer.getAsJsonArray("outputs")
                        .get(0)
                        .getAsJsonObject()
                        .get("shape")
                        .toString());
        assertArrayEquals(segmenter.segment(RunningServer.frame()).atFrameSize().classIds(), numbers(answer, 0));
    }

    private static JsonObject infer(String input, int status) throws Exception {
        String request = "{\"inputs\": [" + input + "]}";
        HttpResponse<byte[]> response = server.send("POST", INFER, request.getBytes(StandardCharsets.UTF_8));
        assertEquals(status, response.statusCode(), () -> RunningServer.text(response));
        return RunningServer.json(response);
    }

    private static void refused(int status, String input, String says) throws Exception {
        String error = infer(input, status).get("error").getAsString();
        assertTrue(error.contains(says), error);
    }

    @Test
    void whatIsRefused() throws Exception {
        refused(400, "", "one input is needed");
        refused(
                400,
                "{\"name\": \"other\", \"datatype\": \"UINT8\", \"shape\": [1], \"data\": [1]}",
                "no input 'other'");
        refused(400, "{\"name\": \"pixels\", \"datatype\": \"INT64\", \"shape\": [1], \"data\": [1]}", "INT64");
        refused(400, "{\"name\": \"pixels\", \"datatype\": \"UINT8\", \"shape\": [1], \"data\": [256]}", "0..255");
        refused(
                400,
                "{\"name\": \"pixels\", \"datatype\": \"UINT8\", \"shape\": [1, 1, 2, 3], \"data\": [1, 2, 3]}",
                "6 bytes, got 3");
        refused(
                400,
                "{\"name\": \"pixels\", \"datatype\": \"UINT8\", \"shape\": [1, 1, 1, 4], \"data\": [1, 2, 3, 4]}",
                "[N, height, width, 3]");
        refused(
                400,
                "{\"name\": \"pixels\", \"datatype\": \"UINT8\", \"shape\": [3000000000, 3000000000], \"data\": []}",
                "impossible");
        refused(400, "{\"name\": \"pixels\", \"datatype\": \"UINT8\", \"shape\": [-1], \"data\": []}", "impossible");
        refused(
                400,
                "{\"name\": \"pixels\", \"datatype\": \"UINT8\", \"shape\": [1], \"data\": [[[[[[[[[[1]]]]]]]]]]}",
                "nested");
        refused(400, "{\"name\": \"image\", \"datatype\": \"BYTES\", \"shape\": [1], \"data\": [\"**\"]}", "base64");
        refused(
                400,
                "{\"name\": \"image\", \"datatype\": \"BYTES\", \"shape\": [2], \"data\": [\"AAAA\"]}",
                "2 strings");
        refused(
                422,
                "{\"name\": \"image\", \"datatype\": \"BYTES\", \"shape\": [1], \"data\": [\"AAAA\"]}",
                "picture 0");
        refused(
                400,
                "{\"name\": \"image\", \"datatype\": \"BYTES\", \"shape\": [1], \"parameters\":"
                        + " {\"binary_data_size\": 99}}",
                "99 bytes");
        refused(
                413,
                "{\"name\": \"pixels\", \"datatype\": \"UINT8\", \"shape\": [33, 0, 0, 3], \"data\": []}",
                "33 pictures");
        refused(
                422,
                "{\"name\": \"pixels\", \"datatype\": \"UINT8\", \"shape\": [1, 0, 0, 3], \"data\": []}",
                "no pixels");
        refused(
                413,
                "{\"name\": \"image\", \"datatype\": \"BYTES\", \"shape\": [33], \"data\": [%s\"\"]}"
                        .formatted("\"\",".repeat(32)),
                "33 pictures");
        String port = "{\"name\": \"pixels\", \"datatype\": \"UINT8\", \"shape\": [0], \"data\": []}";
        refused(400, port + ("," + port).repeat(8), "more than 8 inputs");
        for (String outputs : List.of("{\"name\": \"mask\"}, {\"name\": \"mask\"}", "{}" + ", {}".repeat(8))) {
            HttpResponse<byte[]> twice = server.send(
                    "POST", INFER, "{\"outputs\": [%s]}".formatted(outputs).getBytes(StandardCharsets.UTF_8));
            assertEquals(400, twice.statusCode());
            assertTrue(RunningServer.text(twice).matches(".*(named twice|more than 8 outputs).*"), outputs);
        }
        for (String body : List.of("", "{", "[]", "{\"inputs\": 7}", "{\"inputs\": [{\"shape\": [1e99]}]}")) {
            assertEquals(
                    400,
                    server.send("POST", INFER, body.getBytes(StandardCharsets.UTF_8))
                            .statusCode(),
                    body);
        }
        for (String length : List.of("-1", "99999", "x")) {
            assertEquals(
                    400,
                    server.send("POST", INFER, "{}".getBytes(StandardCharsets.UTF_8), LENGTH, length)
                            .statusCode());
        }
        assertEquals(
                404,
                server.send("POST", "/v2/models/nobody/infer", new byte[] {'{', '}'})
                        .statusCode());
        assertEquals(
                404,
                server.get("/v2/models/" + RunningServer.NAME + "/versions/0/ready")
                        .statusCode());
        String version = server.server().models().standard().version().version();
        assertEquals(
                200,
                server.get("/v2/models/" + RunningServer.NAME + "/versions/" + version + "/ready")
                        .statusCode());
    }

    private static GRPCInferenceServiceBlockingStub stub() {
        return GRPCInferenceServiceGrpc.newBlockingStub(channel);
    }

    private static ModelInferRequest.Builder request() {
        return ModelInferRequest.newBuilder().setModelName(RunningServer.NAME);
    }

    @Test
    void probabilitiesOverGrpc() {
        byte[] pixels = noise(20, 10, 1);
        ModelInferResponse response = stub().modelInfer(request()
                .addInputs(InferInputTensor.newBuilder()
                        .setName("pixels")
                        .setDatatype("UINT8")
                        .addAllShape(List.of(1L, 10L, 20L, 3L)))
                .addRawInputContents(ByteString.copyFrom(pixels))
                .addOutputs(InferRequestedOutputTensor.newBuilder().setName("probabilities"))
                .addOutputs(InferRequestedOutputTensor.newBuilder().setName("mask"))
                .putParameters(
                        "size",
                        InferParameter.newBuilder().setStringParam("network").build())
                .build());
        Mask mask = segmenter.segment(Frame.rgb(pixels, 20, 10));
        assertEquals(
                List.of(1L, 23L, (long) mask.height(), (long) mask.width()),
                response.getOutputs(0).getShapeList());
        assertArrayEquals(mask.classIds(), response.getRawOutputContents(1).toByteArray());
        FloatBuffer got = response.getRawOutputContents(0)
                .asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        int size = mask.width() * mask.height();
        FloatBuffer expected = FloatBuffer.allocate(size);
        mask.copyProbabilities(1, expected);
        for (int i = 0; i < size; i += 997) {
            assertEquals(expected.get(i), got.get(size + i));
        }
    }

    /** Ten pictures have 60 MB of probabilities, which a request of some hundred bytes would ask for. */
    @Test
    void hugeAnswersAreRefused() {
        ModelInferRequest many = request()
                .addInputs(InferInputTensor.newBuilder()
                        .setName("pixels")
                        .setDatatype("UINT8")
                        .addAllShape(List.of(10L, 2L, 2L, 3L)))
                .addRawInputContents(ByteString.copyFrom(noise(2, 2, 10)))
                .addOutputs(InferRequestedOutputTensor.newBuilder().setName("probabilities"))
                .build();
        StatusRuntimeException refused = assertThrows(StatusRuntimeException.class, () -> stub().modelInfer(many));
        assertEquals(Status.Code.INVALID_ARGUMENT, refused.getStatus().getCode());
        assertTrue(
                String.valueOf(refused.getMessage()).contains("at most 50000000 are answered; send fewer pictures"),
                refused.getMessage());
    }

    /** Each of these outputs could be written as numbers; all of them together could not. */
    @Test
    void longTextsAreRefused() throws Exception {
        int pixels = 2 * 1400 * 1400 * 3;
        byte[] head = """
                {"inputs": [{"name": "pixels", "datatype": "UINT8", "shape": [2, 1400, 1400, 3], "parameters": {"binary_data_size": %d}}],
                "outputs": [{"name": "mask"}, {"name": "confidence"}, {"name": "probabilities"}]}""".formatted(pixels).getBytes(StandardCharsets.UTF_8);
        byte[] body = Arrays.copyOf(head, head.length + pixels);
        HttpResponse<byte[]> response = server.send("POST", INFER, body, LENGTH, Integer.toString(head.length));
        assertEquals(413, response.statusCode(), () -> "%d bytes".formatted(response.body().length));
        assertTrue(
                RunningServer.text(response).contains("at most 16777216 are written as numbers"),
                RunningServer.text(response));
    }

    @Test
    void contentsInMessagesOfGrpc() {
        InferTensorContents.Builder contents = InferTensorContents.newBuilder();
        byte[] pixels = noise(6, 6, 1);
        for (byte pixel : pixels) {
            contents.addUintContents(pixel & 0xff);
        }
        ModelInferResponse response = stub().modelInfer(request()
                .addInputs(InferInputTensor.newBuilder()
                        .setName("pixels")
                        .setDatatype("UINT8")
                        .addAllShape(List.of(1L, 6L, 6L, 3L))
                        .setContents(contents))
                .build());
        assertArrayEquals(
                expected(pixels, 6, 6).classIds(),
                response.getRawOutputContents(0).toByteArray());
    }

    @Test
    void grpcSaysWhatIsWrong() {
        StatusRuntimeException none = assertThrows(
                StatusRuntimeException.class, () -> stub().modelInfer(request().build()));
        assertEquals(Status.Code.INVALID_ARGUMENT, none.getStatus().getCode());
        StatusRuntimeException unknown = assertThrows(StatusRuntimeException.class, () -> stub().modelInfer(
                        ModelInferRequest.newBuilder().setModelName("nobody").build()));
        assertEquals(Status.Code.NOT_FOUND, unknown.getStatus().getCode());
        StatusRuntimeException uneven = assertThrows(StatusRuntimeException.class, () -> stub().modelInfer(request()
                .addRawInputContents(ByteString.copyFromUtf8("x"))
                .build()));
        assertTrue(String.valueOf(uneven.getMessage()).contains("1 raw_input_contents for 0 inputs"));
        refused(
                input("pixels", "UINT8", 1, 1, 1, 3)
                        .setContents(InferTensorContents.newBuilder().addAllUintContents(List.of(1, 256, 2))),
                "0..255, got 256");
        refused(
                input("image", "BYTES", 33)
                        .setContents(InferTensorContents.newBuilder()
                                .addAllBytesContents(Collections.nCopies(33, ByteString.EMPTY))),
                "33 pictures");
    }

    private static InferInputTensor.Builder input(String name, String datatype, long... shape) {
        return InferInputTensor.newBuilder()
                .setName(name)
                .setDatatype(datatype)
                .addAllShape(Arrays.stream(shape).boxed().toList());
    }

    private static void refused(InferInputTensor.Builder input, String says) {
        StatusRuntimeException refused = assertThrows(StatusRuntimeException.class, () -> stub().modelInfer(
                        request().addInputs(input).build()));
        assertEquals(Status.Code.INVALID_ARGUMENT, refused.getStatus().getCode());
        assertTrue(String.valueOf(refused.getMessage()).contains(says), refused.getMessage());
    }

    /** Shapes that promise millions of empty pictures cost nothing: the loop never runs. */
    @Test
    void hugeNumbersOfNothingAreRefused() throws Exception {
        refused(
                413,
                "{\"name\": \"pixels\", \"datatype\": \"UINT8\", \"shape\": [2000000000, 0, 0, 3], \"data\": []}",
                "2000000000 pictures");
        ByteBuffer strings = ByteBuffer.allocate(4 * 4_000_000); // of no length each
        String json = """
                {"inputs": [{"name": "image", "datatype": "BYTES", "shape": [4000000], "parameters": {"binary_data_size": %d}}]}""".formatted(strings.capacity());
        byte[] head = json.getBytes(StandardCharsets.UTF_8);
        byte[] body = ByteBuffer.allocate(head.length + strings.capacity())
                .put(head)
                .put(strings)
                .array();
        HttpResponse<byte[]> response = server.send("POST", INFER, body, LENGTH, Integer.toString(head.length));
        assertEquals(413, response.statusCode(), () -> RunningServer.text(response));
        assertTrue(RunningServer.text(response).contains("4000000 pictures"));
    }

    /** A client that sends and does not read is not worked for: its answers would pile up. */
    @Test
    void streamWaitsForWhoReads() throws Exception {
        double before = runs();
        BlockingQueue<Object> answers = new LinkedBlockingQueue<>();
        SlowReader reader = new SlowReader(answers);
        StreamObserver<ModelInferRequest> sender =
                GRPCInferenceServiceGrpc.newStub(channel).modelStreamInfer(reader);
        byte[] black = png(1000, 1000);
        int requests = 20;
        for (int i = 0; i < requests; i++) {
            sender.onNext(request()
                    .addInputs(input("image", "BYTES", 1))
                    .addRawInputContents(ByteString.copyFrom(ByteBuffer.allocate(4 + black.length)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putInt(black.length)
                            .put(black)
                            .array()))
                    .build());
        }
        sender.onCompleted();
        double worked = -1;
        for (double now = runs(); now > worked || now == before; now = runs()) {
            worked = now;
            Thread.sleep(1_000);
        }
        assertTrue(
                worked - before <= 4,
                "%.0f of %d answers for a client that reads none".formatted(worked - before, requests));
        reader.readAll();
        for (int i = 0; i < requests; i++) {
            assertTrue(answers.poll(30, TimeUnit.SECONDS) instanceof ModelStreamInferResponse answer
                    && answer.getErrorMessage().isEmpty());
        }
        assertEquals("completed", answers.poll(30, TimeUnit.SECONDS));
    }

    private static double runs() throws IOException {
        return RunningServer.number(server.get("/metrics"), "maskwright_stage_seconds_count{stage=\"run\"}");
    }

    private static byte[] png(int width, int height) throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_BYTE_BINARY), "png", png);
        return png.toByteArray();
    }

    /** Asks for nothing until it is told to. */
    private static final class SlowReader
            implements ClientResponseObserver<ModelInferRequest, ModelStreamInferResponse> {

        private final BlockingQueue<Object> answers;
        private @Nullable ClientCallStreamObserver<ModelInferRequest> call;

        SlowReader(BlockingQueue<Object> answers) {
            this.answers = answers;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<ModelInferRequest> started) {
            call = started;
            started.disableAutoRequestWithInitial(0);
        }

        void readAll() {
            Objects.requireNonNull(call).request(Integer.MAX_VALUE);
        }

        @Override
        public void onNext(ModelStreamInferResponse answer) {
            answers.add(answer);
        }

        @Override
        public void onError(Throwable fault) {
            answers.add(fault);
        }

        @Override
        public void onCompleted() {
            answers.add("completed");
        }
    }

    @Test
    void grpcNeedsTheTokenToo() throws Exception {
        try (RunningServer closed = RunningServer.start(RunningServer.options().withToken("s3cret"))) {
            ManagedChannel own = NettyChannelBuilder.forAddress(
                            "127.0.0.1", closed.server().grpcPort().orElseThrow())
                    .usePlaintext()
                    .build();
            try {
                GRPCInferenceServiceBlockingStub stub = GRPCInferenceServiceGrpc.newBlockingStub(own);
                assertTrue(
                        stub.serverLive(ServerLiveRequest.getDefaultInstance()).getLive());
                StatusRuntimeException refused = assertThrows(
                        StatusRuntimeException.class,
                        () -> stub.serverMetadata(ServerMetadataRequest.getDefaultInstance()));
                assertEquals(Status.Code.UNAUTHENTICATED, refused.getStatus().getCode());
                Metadata headers = new Metadata();
                headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer s3cret");
                assertEquals(
                        "maskwright",
                        stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                                .serverMetadata(ServerMetadataRequest.getDefaultInstance())
                                .getName());
            } finally {
                own.shutdownNow();
            }
        }
    }
}
