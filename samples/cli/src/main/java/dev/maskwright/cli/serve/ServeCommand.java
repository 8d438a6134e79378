package dev.maskwright.cli.serve;

import dev.maskwright.cli.option.DeviceOption;
import dev.maskwright.cli.option.ModelOption;
import dev.maskwright.cli.terminal.Console;
import dev.maskwright.cli.terminal.Interruption;
import dev.maskwright.models.files.TextFile;
import dev.maskwright.server.EdgeServer;
import dev.maskwright.server.ServerOptions;
import dev.maskwright.server.corrections.CorrectionOptions;
import dev.maskwright.server.engine.Limits;
import dev.maskwright.server.engine.RefusedException;
import dev.maskwright.server.labelstudio.LabelStudioHost;
import dev.maskwright.server.operation.Systemd;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Masks over HTTP and gRPC. */
@Command(
        name = "serve",
        description = {
            "Turn pictures sent over HTTP or gRPC into masks; includes a web page to try it.",
            "Offers its own API (/openapi.json), KServe v2 (like Triton) and that of Label Studio's ML " + "backends."
        },
        sortOptions = false)
public final class ServeCommand implements Callable<Integer> {

    /** Holds the token if no file is given; the command line is not used because others can see it. */
    private static final String TOKEN_VARIABLE = "MASKWRIGHT_TOKEN";

    /** Label Studio's own name for it. */
    private static final String KEY_VARIABLE = "LABEL_STUDIO_API_KEY";

    /** The command that exists if this installation includes the trainer. */
    private static final String RETRAIN = "retrain";

    @Mixin
    private ModelOption model = new ModelOption();

    @Option(
            names = "--models",
            paramLabel = "DIR",
            description = "Models that can be requested or swapped in (the folder of --model).")
    private @Nullable Path models;

    @Mixin
    private DeviceOption device = new DeviceOption();

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Address to listen on (${DEFAULT-VALUE}: this machine only); 0.0.0.0 for all networks.")
    private String host = "127.0.0.1";

    @Option(
            names = "--port",
            paramLabel = "P",
            defaultValue = "8080",
            description = "The HTTP port (${DEFAULT-VALUE}); 0 for any free port.")
    private int port;

    @Option(
            names = "--grpc-port",
            paramLabel = "P",
            defaultValue = "8081",
            description = "The gRPC port (${DEFAULT-VALUE}); 0 for any free port, -1 for none.")
    private int grpcPort;

    @Option(
            names = "--token-file",
            paramLabel = "F",
            description = "A file with the token required in requests (or the variable " + TOKEN_VARIABLE + ").")
    private @Nullable Path tokenFile;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Number of pictures processed at once, each by one core (one per core).")
    private @Nullable Integer workers;

    @Option(
            names = "--queue",
            paramLabel = "N",
            description = "Number of requests that may wait before others are refused (128).")
    private @Nullable Integer queue;

    @Option(names = "--max-megabytes", paramLabel = "N", description = "The largest body that is accepted (32).")
    private @Nullable Integer megabytes;

    @Option(names = "--max-megapixels", paramLabel = "N", description = "The largest picture that is decoded (25).")
    private @Nullable Integer megapixels;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "How long a request may take, including waiting (30).")
    private @Nullable Integer timeout;

    @Option(
            names = "--label-studio",
            paramLabel = "URL",
            description = "Address of Label Studio, to fetch its pictures (key in the variable " + KEY_VARIABLE + ").")
    private @Nullable URI labelStudio;

    @Option(
            names = "--corrections",
            paramLabel = "DIR",
            description = "Keep pictures for correction on the page, their corrections, and retrained models in this "
                    + "folder (off).")
    private @Nullable Path corrections;

    @Option(names = "--max-kept", paramLabel = "N", description = "Number of pictures kept for correction (1000).")
    private @Nullable Integer maxKept;

    @Option(names = "--max-kept-megabytes", paramLabel = "N", description = "Total size of these pictures (2000).")
    private @Nullable Integer maxKeptMegabytes;

    @Option(
            names = "--max-versions",
            paramLabel = "N",
            description = "Number of retrained models kept, besides the one in use and those to roll back to (5).")
    private @Nullable Integer maxVersions;

    @Option(names = "--quiet", description = "Do not log successful requests on standard error.")
    private boolean quiet;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() throws IOException, InterruptedException, RefusedException {
        CountDownLatch stop = new CountDownLatch(1);
        try (Interruption interruption = Interruption.listen(stop::countDown);
                EdgeServer server = EdgeServer.start(options(), console::warn)) {
            Optional<Systemd> systemd = Systemd.start(System.getenv(), server::isAlive);
            console.say("http://%s:%d".formatted(host, server.port()));
            server.grpcPort().ifPresent(open -> console.say("grpc://%s:%d".formatted(host, open)));
            stop.await();
            systemd.ifPresent(Systemd::close);
            console.warn("stopping: answering what was taken in ...");
            return interruption.exitCode();
        }
    }

    private ServerOptions options() throws IOException {
        ServerOptions options = ServerOptions.of(model.file())
                .withHost(host)
                .withPort(port)
                .withLimits(limits())
                .withQuiet(quiet);
        options = options.withSession(options.session().withDevice(device.device()));
        options = models == null ? options : options.withModels(models);
        options = grpcPort < 0 ? options.withoutGrpc() : options.withGrpcPort(grpcPort);
        if (labelStudio != null) {
            options = options.withLabelStudio(labelStudioHost(labelStudio));
        }
        if (corrections != null) {
            options = options.withCorrections(correctionOptions(corrections));
        }
        String token = token();
        return token == null ? options : options.withToken(token);
    }

    private CorrectionOptions correctionOptions(Path dir) {
        CorrectionOptions options = CorrectionOptions.of(dir);
        CorrectionOptions limited =
                console.checked(() -> options.withPictures(maxKept == null ? options.pictures() : maxKept)
                        .withBytes(maxKeptMegabytes == null ? options.bytes() : maxKeptMegabytes * 1_000_000L)
                        .withVersions(maxVersions == null ? options.versions() : maxVersions));
        CommandSpec self = Objects.requireNonNull(spec, "picocli fills this in before a command runs");
        return SiblingCommand.find(self, RETRAIN).map(limited::withTrainer).orElse(limited);
    }

    private LabelStudioHost labelStudioHost(URI uri) {
        return console.checked(() -> new LabelStudioHost(uri, Optional.ofNullable(System.getenv(KEY_VARIABLE))));
    }

    private Limits limits() {
        Limits limits = Limits.defaults();
        return console.checked(() -> limits.withWorkers(workers == null ? limits.workers() : workers)
                .withQueue(queue == null ? limits.queue() : queue)
                .withBytes(megabytes == null ? limits.bytes() : megabytes * 1_000_000L)
                .withPixels(megapixels == null ? limits.pixels() : megapixels * 1_000_000L)
                .withTime(timeout == null ? limits.time() : Duration.ofSeconds(timeout)));
    }

    private @Nullable String token() throws IOException {
        String token = tokenFile == null ? System.getenv(TOKEN_VARIABLE) : TextFile.read(tokenFile);
        if (token != null && token.isBlank()) {
            throw console.wrongUsage("the token is empty; write one, or name no file and unset %s to have none"
                    .formatted(TOKEN_VARIABLE));
        }
        return token == null ? null : token.strip();
    }
}
