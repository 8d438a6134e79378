package dev.maskwright.camera;

/**
 * What a camera has given so far.
 *
 * @param frames that arrived
 * @param dropped of them, because a newer one arrived before they were requested
 * @param reconnects how often the source was reopened
 * @param sizeChanges how often its pictures changed their size
 */
public record CameraFigures(long frames, long dropped, long reconnects, long sizeChanges) {}
