package dev.maskwright.inventory.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.maskwright.inventory.store.Database;
import dev.maskwright.inventory.store.Outbox;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against Debian's mosquitto, started here. */
@NullUnmarked
final class MqttTest {

    private static final CourierOptions QUICK =
            CourierOptions.defaults().withTimes(Duration.ofSeconds(5), Duration.ofMillis(50), Duration.ofMillis(200));

    @TempDir
    private Path folder;

    private int port;
    private Process broker;

    @BeforeEach
    void requireBroker() throws IOException {
        assumeTrue(program().isPresent(), "mosquitto is not installed (Debian: apt install mosquitto)");
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
    }

    private static Optional<Path> program() {
        return Stream.of("/usr/sbin/mosquitto", "/usr/bin/mosquitto", "/usr/local/sbin/mosquitto")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    private void start() throws Exception {
        Path settings = folder.resolve("mosquitto.conf");
        Path passwords = folder.resolve("passwords");
        if (!Files.exists(passwords)) {
            Files.writeString(passwords, "me:pw\n");
            assertEquals(
                    0,
                    new ProcessBuilder("mosquitto_passwd", "-U", passwords.toString())
                            .redirectErrorStream(true)
                            .start()
                            .waitFor());
        }
        Files.writeString(
                settings,
                "listener %d 127.0.0.1\nallow_anonymous false\npassword_file %s\n%s"
                        .formatted(
                                port, passwords, System.getProperty("user.name").equals("root") ? "user root\n" : ""));
        broker = new ProcessBuilder(program().orElseThrow().toString(), "-c", settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        for (int i = 0; i < 100; i++) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
                return;
            } catch (IOException e) {
                Thread.sleep(50);
            }
        }
        throw new IllegalStateException("mosquitto does not start: " + Files.readString(folder.resolve("log")));
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (broker != null) {
            broker.destroy();
            broker.waitFor();
        }
    }

    @Test
    void eventsWaitForTheBrokerAndAreThenPublishedInOrder() throws Exception {
        Database database = Database.open(folder.resolve("a.db"));
        TestEvents.record(database, List.of("mqtt://me@127.0.0.1:" + port), 3);
        Courier courier = new Courier(new Outbox(database), QUICK.withMqttPassword(Optional.of("pw")));
        Delivery vain = courier.send(Duration.ofMillis(200));
        assertEquals(3, vain.waiting());
        assertTrue(
                vain.faults().get(0).contains("broker 127.0.0.1: "),
                vain.faults().toString());

        start();
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        MqttConnectOptions options = new MqttConnectOptions();
        options.setUserName("me");
        options.setPassword("pw".toCharArray());
        try (MqttClient reader = new MqttClient("tcp://127.0.0.1:" + port, "reader", new MemoryPersistence())) {
            reader.connect(options);
            reader.subscribe("shop/#", 1, (topic, message) -> received.add(topic + " " + message));
            Thread.sleep(200); // the wait after the last vain attempt
            assertEquals(new Delivery(3, 0, 0, List.of()), courier.send(Duration.ofSeconds(10)));
            for (int i = 0; i < 3; i++) {
                String message = String.valueOf(received.poll(10, TimeUnit.SECONDS));
                assertTrue(message.startsWith("shop/top/appeared {"), message);
                assertTrue(message.contains("\"class\":\"region %d\"".formatted(i)), message);
            }
            reader.disconnect();
        }
    }

    @Test
    void aWrongPasswordIsSaidAndLosesNothing() throws Exception {
        start();
        Database database = Database.open(folder.resolve("b.db"));
        TestEvents.record(database, List.of("mqtt://me@127.0.0.1:" + port), 1);
        Delivery vain = new Courier(new Outbox(database), QUICK.withMqttPassword(Optional.of("no")))
                .send(Duration.ofMillis(100));
        assertEquals(1, vain.waiting());
        assertTrue(vain.faults().get(0).contains("ot authori"), vain.faults().toString());
    }
}
