package dev.maskwright.server.engine;

/**
 * The engine's result for a request.
 *
 * @param by the model that was used
 */
public record Reply<T>(T value, ModelVersion by, Stages stages) {}
