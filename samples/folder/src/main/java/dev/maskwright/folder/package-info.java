/**
 * Folders of pictures into masks, overlays, regions and reports. Start at {@link dev.maskwright.folder.FolderRun}:
 *
 * <pre>{@code
 * try (Segmenter segmenter = Segmenter.open(model, Options.defaults().withThreads(1))) {
 *     FolderRun run = FolderRun.of(segmenter, output, RunOptions.defaults().withResume(true));
 *     RunSummary summary = run.run(Pictures.in(folder).recursive(true), result -> {
 *         if (result instanceof PictureResult.Failed failed) {
 *             System.err.println(failed.reason());
 *         }
 *     });
 *     System.out.println(summary.segmented() + " pictures, left out: " + summary.leftOut());
 * }
 * }</pre>
 *
 * <p>Pictures come from a {@link dev.maskwright.folder.source.PictureSource}; a {@link dev.maskwright.folder.Pipeline}
 * has them decoded, segmented and written at the same time, in memory that does not grow with their number.
 */
@NullMarked
package dev.maskwright.folder;

import org.jspecify.annotations.NullMarked;
