package dev.maskwright.trainer.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CacheSettingsTest {

    @Test
    void theUsersFolderIsWhereTheEnvironmentSays() {
        assertEquals(Path.of("/x/maskwright"), CacheOptions.userFolder(Map.of("XDG_CACHE_HOME", "/x")));
        assertTrue(CacheOptions.userFolder(Map.of()).endsWith(Path.of(".cache", "maskwright")));
    }
}
