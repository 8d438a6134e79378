package dev.maskwright.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import dev.maskwright.cli.terminal.ExitCode;
import dev.maskwright.models.zoo.Architectures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            segment in                                                        | Missing required option: '--output=DIR'
            segment in --output out --device gpu                              | expected cpu, cuda or cuda:N
            segment in --output out --batch 0                                 | --batch must be at least 1, got 0
            segment in --output out --edges round                             | expected one of [NEAREST, SMOOTH] (case-insensitive) but was 'round'
            segment in --output out --min-share 2                              | --min-share must be in 0..1, got 2
            segment in --output out --min-confidence NaN                      | --min-confidence must be in 0..1, got NaN
            segment in --output out --tolerance -0.5                          | --tolerance must be in 0..1000, got -0.5
            segment in --output out --colour                                  | Unknown option: '--colour'
            trian --data d                                                    | there is no command 'trian' (did you mean 'train'?);
            help trian                                                        | there is no command 'trian' (did you mean 'train'?);
            photograph                                                        | there is no command 'photograph'; see maskwright --help
            segment in --otuput out                                           | Unknown option: '--otuput' (did you mean '--output'?);
            segment in --output out --treads=2                                | (did you mean '--threads'?); see maskwright segment --help
            completion tcsh                                                   | expected one of [BASH, ZSH, FISH]
            segment --output out                                              | name pictures, folders or a video, or give a list with --from-list
            segment in --from-list l --output out                             | --from-list names all pictures by itself; leave out INPUT
            segment a.mp4 in --output out                                     | a video is segmented alone; leave out the other inputs
            segment in --every 2 --output out                                 | --every goes with a video (mp4, mov, mkv, avi, webm); leave it out
            segment a.mp4 --every 0 --output out                              | --every must be at least 1, got 0
            segment in --include [ --output out                               | '[' is not a pattern of file names: Missing
            segment in --opacity 2 --output out                               | opacity and contour are 0..1, got 2.0 and 0.006
            segment in --legend top --output out                              | expected one of [NONE, INSIDE, BESIDE] (case-insensitive) but was
            segment in --output out --tile 512                                | expected a size such as 512x512 but was '512'
            segment in --output out --overlap 8                               | --overlap goes with --tile
            segment in --output out --tile 64x64 --overlap 40                 | tiles of 64x64 may overlap by 0..32 pixels, got 40
            train --data d --output o --resume --set epochs=3                 | --resume uses the recipe in the checkpoint
            train --data d --output o --unlabelled u                          | --unlabelled needs a teacher to label the pictures
            train --data d --output o --set epocs=3                           | did you mean 'epochs'?
            train --data d --output o --set width=100                         | multiples of 32, got 100
            train --data d --output o --set architecture=unet                 | no architecture is called 'unet'
            reproduce --data d --only unet                                    | known are segformer-mit_b0, segformer-mit_b0-baseline
            reproduce --data d --minutes 0                                    | --minutes must be above 0
            augment --data d --output s.png --set augmentation.rotat.degrees=3 | did you mean 'augmentation.motion.rotate'?
            augment --data d --output s.png --set augmentation.flip=2         | flip.horizontal is a probability and must be 0..1, got 2.0
            augment --data d --output sheet.jpg                               | --output names a PNG file, such as sheet.png, got 'sheet.jpg'
            augment --data d --output s.png --rows 100 --samples 20           | makes 2,100 pictures, more than 1,000 on one sheet
            evaluate --data d --split val                                     | --model=M | --checkpoint=DIR
            evaluate --data d --split test --model m                          | '--split'
            evaluate --data d --split val --model m --set epochs=3            | only target, outside and data can be set here
            bench --frame nv12                                                | expected a format and an even size such as nv12:1280x720
            bench --frame nv16:640x480                                        | formats are rgb, bgr, rgba
            bench --seconds 0                                                 | --seconds must be above 0
            bench --callers 4                                                 | --callers goes with --soak
            export --checkpoint c --output o --data d --precision int4        | '--precision'
            export --checkpoint c --output o --data d --precision int8        | name some with --calibration
            export --checkpoint c --output o --data d --calibration d         | --calibration is for --precision int8
            export --checkpoint c --output o --data d --portable              | --portable is for --precision int8
            quantize --model m --output o                                     | --calibration=DIR
            quantize --model m --output o --calibration c --method best       | '--method'
            quantize --model m --output o --calibration c --max-drop -1       | maxDrop must be in 0..1
            export --checkpoint c --output o --data d --size big              | expected dynamic or width x height
            """)
    void wrongUseIsOneLineThatSaysWhatIsWrong(String arguments, String message) {
        Run run = Run.of((Object[]) arguments.strip().split(" "));
        assertEquals(ExitCode.WRONG_USAGE, run.exitCode(), run.toString());
        assertTrue(run.err().contains(message), run.err());
        assertTrue(run.err().strip().endsWith(" --help"), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
        assertEquals("", run.out());
    }

    @Test
    void stackTraceComesOnlyWhenAskedFor() {
        assertEquals(
                "nowhere: there is no such file or folder; check the path",
                Run.of("inspect", "--model", "nowhere").err().strip());
        assertTrue(Run.of("inspect", "--model", "nowhere", "--debug")
                .err()
                .contains("at dev.maskwright.cli.export.InspectCommand"));
    }

    @Test
    void withoutDefaultModelTheLineSaysWhatToDo(@TempDir Path folder) throws IOException {
        Path picture = SamplePictures.good(folder.resolve("a.jpg"));
        String home = System.getProperty("maskwright.home", "");
        System.setProperty("maskwright.home", folder.toString());
        try {
            Run run = Run.of("segment", picture, "--output", folder.resolve("out"));
            assertEquals(ExitCode.COULD_NOT_RUN, run.exitCode());
            assertTrue(
                    run.err().strip().endsWith("so there is no default model; name a model with --model"), run.err());

            Path models = Files.createDirectories(folder.resolve("models/trained"));
            Files.copy(TinyModel.file(), models.resolve("tiny.onnx"));
            Files.writeString(models.resolve("DEFAULT"), "tiny.onnx\n");
            assertEquals(
                    ExitCode.DONE,
                    Run.of("segment", picture, "--output", folder.resolve("out"))
                            .exitCode());
        } finally {
            System.setProperty("maskwright.home", home);
        }
    }

    @Test
    void commandsListEachOther() {
        Run run = Run.of("--help");
        assertEquals(ExitCode.DONE, run.exitCode());
        for (String command : new String[] {
            "segment",
            "train",
            "augment",
            "lint",
            "reproduce",
            "evaluate",
            "report",
            "recipe",
            "soak",
            "export",
            "quantize",
            "import",
            "inspect",
            "verify",
            "bench",
            "doctor",
            "architectures",
            "help",
            "completion"
        }) {
            assertTrue(run.out().contains("  " + command + " "), run.out());
        }
        assertFalse(run.out().contains("null"));
    }

    @Test
    void helpShowsWhatTheCommandShows() {
        assertEquals(Run.of("train", "--help").out(), Run.of("help", "train").out());
        assertEquals(Run.of("--help").out(), Run.of("help").out());
    }

    @Test
    void recipePrintsEverySettingWithWhatItMeans() {
        Run run = Run.of("recipe", "--set", "epochs=3", "--set", "augmentation.motion.rotate.probability=0.5");
        assertEquals(ExitCode.DONE, run.exitCode(), run.err());
        assertTrue(run.out().contains("\n# Passes over the training rows.\nepochs: 3\n"), run.out());
        assertTrue(run.out().contains("\n    rotate:\n      probability: 0.5\n      degrees: 15\n"), run.out());
        Run mistaken = Run.of("recipe", "--set", "augmentation.motion.rotate.degree=3");
        assertEquals(ExitCode.WRONG_USAGE, mistaken.exitCode());
        assertTrue(mistaken.err().contains("did you mean 'augmentation.motion.rotate.degrees'?"), mistaken.err());
    }

    @Test
    void architecturesListsEachThatARecipeCanName() {
        Run run = Run.of("architectures", "--json");
        assertEquals(ExitCode.DONE, run.exitCode(), run.toString());
        JsonArray listed = JsonParser.parseString(run.out()).getAsJsonObject().getAsJsonArray("architectures");
        assertEquals(
                Architectures.ids(),
                listed.asList().stream()
                        .map(entry -> entry.getAsJsonObject().get("id").getAsString())
                        .toList());
        assertTrue(run.err().contains("unet-resnet18"), run.err());
    }

    @Test
    void exportOverAnotherFileKeepsItWhenTheProofCannotBe(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("model.onnx"), "an older model");
        Run run = Run.of("export", "--checkpoint", TinyModel.checkpoint(), "--output", file, "--images", folder);
        assertEquals(ExitCode.COULD_NOT_RUN, run.exitCode(), run.toString());
        assertEquals("an older model", Files.readString(file));
    }
}
