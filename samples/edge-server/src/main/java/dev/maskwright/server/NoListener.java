package dev.maskwright.server;

import dev.maskwright.server.engine.*;
import java.nio.file.Path;

final class NoListener implements Models.Listener {
    @Override
    public void switched(ModelVersion from, ModelVersion to) {}

    @Override
    public void refused(String name, Path file, String why) {}
}
