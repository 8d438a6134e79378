package dev.maskwright.cli.machine;

import dev.maskwright.cli.machine.SoakLog.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A picture of a {@link SoakLog}: times above, memory below. */
public final class SoakPlot {

    private static final int WIDTH = 1000;
    private static final int HEIGHT = 380;

    private SoakPlot() {}

    static void write(SoakLog log, Path png) throws IOException {
        XYChart times = chart("time of each step", "milliseconds");
        // One slow step in thousands would squeeze all others onto the axis.
        double most = 2 * log.quantile(0.99, Step::milliseconds);
        times.getStyler().setYAxisMin(0.0).setYAxisMax(most);
        line(times, "step", log, step -> Math.min(most, step.milliseconds()));
        line(times, "of it, waited for data", log, step -> Math.min(most, step.waited()));
        XYChart memory = chart("memory of the process", "MB");
        memory.getStyler().setYAxisMin(0.0);
        if (!Double.isNaN(log.quantile(0.5, Step::resident))) {
            line(memory, "resident", log, Step::resident);
        }
        line(memory, "Java heap with garbage", log, Step::heap);
        line(memory, "Java heap after a collection", log, Step::live);
        BitmapEncoder.saveBitmap(List.of(times, memory), 2, 1, png.toString(), BitmapFormat.PNG);
    }

    private static XYChart chart(String title, String unit) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle("step")
                .yAxisTitle(unit)
                .build();
        chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
        return chart;
    }

    private static void line(XYChart chart, String name, SoakLog log, ToDoubleFunction<Step> value) {
        double[] numbers = log.column(Step::number);
        double[] values = log.column(value);
        if (Arrays.stream(values).noneMatch(Double::isNaN)) {
            chart.addSeries(name, numbers, values).setMarker(SeriesMarkers.NONE).setLineWidth(1);
        }
    }
}
