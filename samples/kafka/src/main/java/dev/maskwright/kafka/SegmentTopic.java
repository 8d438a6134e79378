package dev.maskwright.kafka;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.maskwright.sdk.Options;
import dev.maskwright.sdk.Segmenter;
import dev.maskwright.spark.Ahead;
import dev.maskwright.spark.SegmentedPicture;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Reads picture files from one topic and writes their segmentations to another, as JSON with the same key. Results and
 * offsets are committed together, so that each picture has exactly one result for consumers of committed records, even
 * after a crash.
 */
@Command(
        name = "SegmentTopic",
        description = "Segment the pictures of a topic: classes with run lengths, as JSON, into another topic.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class SegmentTopic implements Callable<Integer> {

    @Option(names = "--bootstrap", required = true, paramLabel = "HOST:PORT", description = "A broker of the cluster.")
    private String bootstrap = "";

    @Option(
            names = "--from",
            required = true,
            paramLabel = "TOPIC",
            description = "The topic to read, with a picture file in each record.")
    private String from = "";

    @Option(
            names = "--to",
            required = true,
            paramLabel = "TOPIC",
            description = "The topic to which results are written.")
    private String to = "";

    @Option(names = "--model", required = true, paramLabel = "FILE", description = "The model.")
    private Path model = Path.of("");

    @Option(
            names = "--group",
            paramLabel = "NAME",
            description = "The consumer group, whose members share the pictures (${DEFAULT-VALUE}).")
    private String group = "maskwright";

    @Option(names = "--threads", paramLabel = "N", description = "How many pictures at once (one per core).")
    private int threads = Runtime.getRuntime().availableProcessors();

    private volatile boolean isStopped;

    public static void main(String[] args) {
        System.exit(new CommandLine(new SegmentTopic()).execute(args));
    }

    /**
     * Ends {@link #call} after the current pictures have their results; from any thread. Killing the process is equally
     * safe.
     */
    void stop() {
        isStopped = true;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // committing throws the errors of sending
    public Integer call() throws IOException {
        try (Segmenter segmenter = Segmenter.open(model, Options.defaults().withThreads(1));
                KafkaConsumer<String, byte[]> consumer = consumer();
                KafkaProducer<String, String> producer = producer()) {
            producer.initTransactions();
            consumer.subscribe(List.of(from));
            while (!isStopped) {
                ConsumerRecords<String, byte[]> pictures = consumer.poll(Duration.ofMillis(500));
                if (pictures.isEmpty()) {
                    continue;
                }
                producer.beginTransaction();
                try (var results = Ahead.of(pictures.iterator(), picture -> result(picture, segmenter), threads)) {
                    results.forEachRemaining(producer::send);
                }
                producer.sendOffsetsToTransaction(pictures.nextOffsets(), consumer.groupMetadata());
                producer.commitTransaction();
            }
        }
        return 0;
    }

    private ProducerRecord<String, String> result(ConsumerRecord<String, byte[]> picture, Segmenter segmenter) {
        String name = "%s at %d of partition %d".formatted(picture.key(), picture.offset(), picture.partition());
        JsonObject result = new JsonObject();
        try {
            byte[] file = picture.value() == null ? new byte[0] : picture.value();
            SegmentedPicture segmented = SegmentedPicture.of(file, name, segmenter);
            result.addProperty("width", segmented.width());
            result.addProperty("height", segmented.height());
            result.addProperty("confidence", segmented.confidence());
            result.add("classes", classes(segmented));
        } catch (IOException | RuntimeException e) {
            result.addProperty("error", String.valueOf(e.getMessage()));
        }
        return new ProducerRecord<>(to, picture.key(), result.toString());
    }

    private static JsonArray classes(SegmentedPicture picture) {
        JsonArray classes = new JsonArray();
        picture.classes().forEach(pixels -> {
            JsonObject one = new JsonObject();
            one.addProperty("id", pixels.label().id());
            one.addProperty("label", pixels.label().name());
            one.addProperty("share", picture.share(pixels));
            one.addProperty("counts", pixels.runs().packed());
            classes.add(one);
        });
        return classes;
    }

    private KafkaConsumer<String, byte[]> consumer() {
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                ConsumerConfig.GROUP_ID_CONFIG,
                group,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                100); // finishes well within max.poll.interval.ms
        return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    }

    private KafkaProducer<String, String> producer() {
        Map<String, Object> settings = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                group + "-" + UUID.randomUUID());
        return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    }
}
