package dev.maskwright.camera;

/**
 * What a camera has given so far.
 *
 * @param frames that arrived
 * @param dropped of them, since a newer one came before anybody asked
 * @param reconnects how often the source was opened again
 * @param sizeChanges how often its pictures changed their size
 */
public record CameraFigures(long frames, long dropped, long reconnects, long sizeChanges) {}
