package dev.maskwright.server.engine;

/**
 * What the engine made of a request.
 *
 * @param by the model that did it
 */
public record Reply<T>(T value, ModelVersion by, Stages stages) {}
