package dev.maskwright.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.maskwright.sdk.Mask;
import dev.maskwright.sdk.Options;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.sdk.geometry.RunLengths;
import dev.maskwright.sdk.image.ImageFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;
import picocli.CommandLine;

/** With a broker of Apache Kafka in this process. */
class SegmentTopicTest {

    private static final Path HOME = Path.of(System.getProperty("maskwright.home", "../.."));
    private static final Path MODEL = HOME.resolve("models/trained/interiors-edgefpn-lite0-int8.onnx");
    private static final EmbeddedKafkaKraftBroker BROKER = new EmbeddedKafkaKraftBroker(1, 2, "pictures", "masks");

    @BeforeAll
    static void start() {
        BROKER.brokerProperty("transaction.state.log.replication.factor", "1");
        BROKER.brokerProperty("transaction.state.log.min.isr", "1");
        BROKER.afterPropertiesSet();
    }

    @AfterAll
    static void stop() {
        BROKER.destroy();
    }

    @Test
    void eachPictureHasOneResultWhateverIsStarted() throws Exception {
        List<Path> samples;
        try (Stream<Path> files = Files.list(HOME.resolve("samples/images"))) {
            samples = files.sorted().toList();
        }
        send("broken", "this is no picture".getBytes(StandardCharsets.UTF_8));
        for (Path sample : samples.subList(0, 4)) {
            send(sample.getFileName().toString(), Files.readAllBytes(sample));
        }
        assertEquals(5, resultsOfARun(5).size());
        for (Path sample : samples.subList(4, samples.size())) {
            send(sample.getFileName().toString(), Files.readAllBytes(sample));
        }

        List<ConsumerRecord<String, String>> results = resultsOfARun(samples.size() + 1);

        assertEquals(samples.size() + 1, results.size());
        assertEquals(
                samples.size() + 1,
                results.stream().map(ConsumerRecord::key).distinct().count());
        JsonObject broken = result(results, "broken");
        assertTrue(broken.get("error").getAsString().contains("broken at "), broken::toString);
        for (Path sample : samples) {
            assertIsTheMask(sample, result(results, sample.getFileName().toString()));
        }
    }

    private static void assertIsTheMask(Path sample, JsonObject result) throws Exception {
        try (Segmenter segmenter = Segmenter.open(MODEL, Options.defaults().withThreads(1))) {
            Mask mask = segmenter.segment(ImageFiles.read(sample)).atFrameSize();
            List<RunLengths> expected = mask.runLengths();
            int pixels = 0;
            for (var element : result.getAsJsonArray("classes")) {
                JsonObject one = element.getAsJsonObject();
                RunLengths runs = RunLengths.parse(
                        mask.width(), mask.height(), one.get("counts").getAsString());
                assertEquals(expected.get(one.get("id").getAsInt()), runs);
                pixels += runs.area();
            }
            assertEquals(mask.width() * mask.height(), pixels);
        }
    }

    private static JsonObject result(List<ConsumerRecord<String, String>> results, String key) {
        String json = results.stream()
                .filter(each -> each.key().equals(key))
                .findFirst()
                .orElseThrow()
                .value();
        return JsonParser.parseString(json).getAsJsonObject();
    }

    /** Runs the program until there are so many results, and then as long as another poll takes. */
    private static List<ConsumerRecord<String, String>> resultsOfARun(int count) throws Exception {
        SegmentTopic topic = new SegmentTopic();
        CommandLine command = new CommandLine(topic);
        CompletableFuture<Integer> run = CompletableFuture.supplyAsync(() -> command.execute(
                "--bootstrap",
                BROKER.getBrokersAsString(),
                "--from",
                "pictures",
                "--to",
                "masks",
                "--model",
                MODEL.toString()));
        List<ConsumerRecord<String, String>> results = new ArrayList<>();
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                BROKER.getBrokersAsString(),
                ConsumerConfig.GROUP_ID_CONFIG,
                "results-" + count,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed");
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of("masks"));
            Instant end = Instant.now().plusSeconds(60);
            while (results.size() < count && Instant.now().isBefore(end) && !run.isDone()) {
                consumer.poll(Duration.ofMillis(200)).forEach(results::add);
            }
            consumer.poll(Duration.ofSeconds(1)).forEach(results::add); // what none should have sent
        } finally {
            topic.stop();
        }
        assertEquals(0, run.get(60, TimeUnit.SECONDS));
        return results;
    }

    private static void send(String key, byte[] picture) throws Exception {
        Map<String, Object> settings = Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, BROKER.getBrokersAsString());
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>("pictures", key, picture)).get(30, TimeUnit.SECONDS);
        }
    }
}
