package dev.maskwright.inventory.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.maskwright.inventory.store.Database;
import dev.maskwright.inventory.store.Outbox;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Webhooks, against a server in this process. */
@NullUnmarked
final class CourierTest {

    private static final CourierOptions QUICK =
            CourierOptions.defaults().withTimes(Duration.ofSeconds(2), Duration.ofMillis(20), Duration.ofMillis(100));

    @TempDir
    private Path folder;

    private final List<String> bodies = Collections.synchronizedList(new ArrayList<>());
    private final List<String> keys = Collections.synchronizedList(new ArrayList<>());
    private final List<String> tokens = Collections.synchronizedList(new ArrayList<>());
    private final Deque<Integer> answers = new ArrayDeque<>();
    private HttpServer server;
    private String address;
    private Outbox outbox;

    @BeforeEach
    void start() throws IOException {
        start(0);
        Database database = Database.open(folder.resolve("a.db"));
        TestEvents.record(database, List.of(address), 3);
        outbox = new Outbox(database);
    }

    private void start(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/hook", this::answer);
        server.start();
        address = "http://127.0.0.1:%d/hook?key=s".formatted(server.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        int status = answers.isEmpty() ? 204 : answers.poll();
        if (status == 204) {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            keys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
            tokens.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    @Test
    void eventsArriveInTheirOrderWithTheirIds() throws Exception {
        Courier courier = new Courier(outbox, QUICK.withWebhookToken(Optional.of("secret")));
        assertEquals(new Delivery(3, 0, 0, List.of()), courier.send(Duration.ofSeconds(5)));
        assertEquals(List.of("region 0", "region 1", "region 2"), labels());
        assertEquals(List.of("Bearer secret", "Bearer secret", "Bearer secret"), tokens);
        assertEquals(
                JsonParser.parseString(bodies.get(0))
                        .getAsJsonObject()
                        .get("id")
                        .getAsString(),
                keys.get(0));
        assertEquals(new Delivery(0, 0, 0, List.of()), courier.send(Duration.ofSeconds(5)));
    }

    @Test
    void aServerThatIsBusyIsTriedAgain() throws Exception {
        answers.addAll(List.of(503, 429, 500));
        Delivery delivery = new Courier(outbox, QUICK).send(Duration.ofSeconds(5));
        assertEquals(3, delivery.sent());
        assertEquals(3, delivery.faults().size(), delivery.faults().toString());
        assertTrue(
                delivery.faults().get(0).endsWith("127.0.0.1 answered 503"),
                delivery.faults().toString());
        assertEquals(List.of("region 0", "region 1", "region 2"), labels());
    }

    @Test
    void aServerThatIsGoneLosesNothing() throws Exception {
        int port = server.getAddress().getPort();
        server.stop(0);
        Courier courier = new Courier(outbox, QUICK);
        Delivery vain = courier.send(Duration.ofMillis(200));
        assertEquals(0, vain.sent());
        assertEquals(3, vain.waiting());
        assertEquals(1, vain.faults().size(), vain.faults().toString());
        assertTrue(
                vain.faults().get(0).contains("127.0.0.1 cannot be reached"),
                vain.faults().toString());
        assertTrue(!vain.faults().get(0).contains("key=s"), "what follows the host may be secret");
        assertTrue(outbox.next(address).orElseThrow().attempts() >= 2);
        start(port);
        outbox.retryNow();
        assertEquals(new Delivery(3, 0, 0, List.of()), courier.send(Duration.ofSeconds(5)));
    }

    @Test
    void whatIsRefusedIsSetAsideAndStopsNoOther() throws Exception {
        answers.add(404);
        Courier courier = new Courier(outbox, QUICK);
        Delivery delivery = courier.send(Duration.ofSeconds(5));
        assertEquals(2, delivery.sent());
        assertEquals(1, delivery.refused());
        assertEquals(List.of("region 1", "region 2"), labels());
        outbox.retryRefused();
        assertEquals(1, courier.send(Duration.ofSeconds(5)).sent());
        assertEquals("region 0", labels().get(2));
    }

    @Test
    void waitsGrowUpToALimit() {
        CourierOptions options = CourierOptions.defaults();
        assertEquals(Duration.ofSeconds(1), options.waitAfter(1, Optional.empty()));
        assertEquals(Duration.ofSeconds(8), options.waitAfter(4, Optional.empty()));
        assertEquals(Duration.ofMinutes(5), options.waitAfter(40, Optional.empty()));
        assertEquals(Duration.ofSeconds(30), options.waitAfter(1, Optional.of(Duration.ofSeconds(30))));
    }

    @Test
    void addressesWithPasswordsAreRefused() {
        assertEquals("mqtt://me@h", Target.checked("mqtt://me@h", "mqtt", "mqtts"));
        assertTrue(fault("mqtt://me:pw@h").contains("MASKWRIGHT_MQTT_PASSWORD"));
        assertTrue(fault("ftp://h").contains("expected an address such as mqtts://host"));
        assertTrue(fault("mqtt:// h").contains("is not an address"));
    }

    private static String fault(String address) {
        return String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> Target.checked(address, "mqtt", "mqtts"))
                        .getMessage());
    }

    private List<String> labels() {
        return bodies.stream()
                .map(body -> JsonParser.parseString(body)
                        .getAsJsonObject()
                        .get("class")
                        .getAsString())
                .toList();
    }
}
