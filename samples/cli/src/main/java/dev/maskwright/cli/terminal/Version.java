package dev.maskwright.cli.terminal;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version in the manifest of the jar that runs. */
public final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"maskwright " + number()};
    }

    static String number() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("(not built into a jar)");
    }
}
