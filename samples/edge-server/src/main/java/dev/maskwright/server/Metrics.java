package dev.maskwright.server;

import dev.maskwright.sdk.Mask;
import dev.maskwright.server.engine.*;

final class Metrics implements Recorder {
    @Override
    public void worked(Stages stages) {}

    @Override
    public void masked(Mask mask) {}

    @Override
    public void refused(Reason reason) {}
}
