package dev.maskwright.server;

import dev.maskwright.sdk.Options;
import dev.maskwright.sdk.Preset;
import dev.maskwright.server.corrections.CorrectionOptions;
import dev.maskwright.server.engine.Limits;
import dev.maskwright.server.labelstudio.LabelStudioHost;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How a server is started.
 *
 * @param model the standard model
 * @param models the folder with other models that can be requested
 * @param host the address that it listens at
 * @param port of HTTP; 0 for any free one
 * @param grpcPort of gRPC; 0 for any free one, empty for none
 * @param token the secret that requests must bring, if any
 * @param limits its limits
 * @param session how models are opened: one call uses one core, because there are as many workers as cores
 * @param labelStudio from which pictures of tasks may be fetched
 * @param corrections where corrections are kept; empty for none
 * @param quiet whether successful requests are not logged
 */
public record ServerOptions(
        Path model,
        Path models,
        String host,
        int port,
        Optional<Integer> grpcPort,
        Optional<String> token,
        Limits limits,
        Options session,
        Optional<LabelStudioHost> labelStudio,
        Optional<CorrectionOptions> corrections,
        boolean quiet) {

    private static final String LOOPBACK = "127.0.0.1";

    /** The standard model and its folder, ports 8080 and 8081 on loopback, no token. */
    public static ServerOptions of(Path model) {
        Path folder = Optional.ofNullable(model.toAbsolutePath().getParent()).orElse(Path.of("."));
        return new ServerOptions(
                model,
                folder,
                LOOPBACK,
                8080,
                Optional.of(8081),
                Optional.empty(),
                Limits.defaults(),
                Options.defaults().withPreset(Preset.THROUGHPUT),
                Optional.empty(),
                Optional.empty(),
                false);
    }

    public ServerOptions withModels(Path newModels) {
        return new ServerOptions(
                model, newModels, host, port, grpcPort, token, limits, session, labelStudio, corrections, quiet);
    }

    public ServerOptions withHost(String newHost) {
        return new ServerOptions(
                model, models, newHost, port, grpcPort, token, limits, session, labelStudio, corrections, quiet);
    }

    public ServerOptions withPort(int newPort) {
        return new ServerOptions(
                model, models, host, newPort, grpcPort, token, limits, session, labelStudio, corrections, quiet);
    }

    public ServerOptions withGrpcPort(int newPort) {
        return new ServerOptions(
                model,
                models,
                host,
                port,
                Optional.of(newPort),
                token,
                limits,
                session,
                labelStudio,
                corrections,
                quiet);
    }

    public ServerOptions withoutGrpc() {
        return new ServerOptions(
                model, models, host, port, Optional.empty(), token, limits, session, labelStudio, corrections, quiet);
    }

    public ServerOptions withToken(String newToken) {
        return new ServerOptions(
                model,
                models,
                host,
                port,
                grpcPort,
                Optional.of(newToken),
                limits,
                session,
                labelStudio,
                corrections,
                quiet);
    }

    public ServerOptions withLimits(Limits newLimits) {
        return new ServerOptions(
                model, models, host, port, grpcPort, token, newLimits, session, labelStudio, corrections, quiet);
    }

    public ServerOptions withSession(Options newSession) {
        return new ServerOptions(
                model, models, host, port, grpcPort, token, limits, newSession, labelStudio, corrections, quiet);
    }

    public ServerOptions withLabelStudio(LabelStudioHost newHost) {
        return new ServerOptions(
                model, models, host, port, grpcPort, token, limits, session, Optional.of(newHost), corrections, quiet);
    }

    public ServerOptions withCorrections(CorrectionOptions newCorrections) {
        return new ServerOptions(
                model,
                models,
                host,
                port,
                grpcPort,
                token,
                limits,
                session,
                labelStudio,
                Optional.of(newCorrections),
                quiet);
    }

    public ServerOptions withQuiet(boolean newQuiet) {
        return new ServerOptions(
                model, models, host, port, grpcPort, token, limits, session, labelStudio, corrections, newQuiet);
    }

    /** Without the token, because it may appear in logs. */
    @Override
    public String toString() {
        return "ServerOptions[%s at %s:%d, %s]".formatted(model, host, port, limits);
    }
}
