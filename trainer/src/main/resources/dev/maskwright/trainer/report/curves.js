"use strict";
(() => {
  const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const formats = {
    small: v => String(+v.toPrecision(3)),
    share: v => v.toFixed(4),
    any: v => v.toFixed(1),
  };
  const tick = v => Math.abs(v) >= 1e-3 || v === 0 ? String(+v.toPrecision(6)) : v.toExponential();
  const height = 180;
  const sync = uPlot.sync("epochs");
  const plots = [];
  document.querySelectorAll(".curve").forEach((figure, i) => {
    const curve = CURVES[i];
    const box = figure.querySelector("div");
    const output = figure.querySelector("output");
    const say = index => {
      const value = index == null ? null : curve.values[index];
      output.textContent = value == null ? "" : `epoch ${EPOCHS[index]}: ${formats[curve.kind](value)}`;
    };
    const axis = {
      stroke: () => colour("--muted"),
      grid: { stroke: () => colour("--line"), width: 1 },
      ticks: { show: false },
      font: "12px system-ui, sans-serif",
    };
    const plot = new uPlot({
      width: box.clientWidth, height,
      scales: {
        x: { time: false, range: (u, min, max) => min === max ? [min - 1, max + 1] : [min, max] },
        y: { range: (u, min, max) => {
          const pad = (max - min) * 0.08 || Math.abs(max) * 0.1 || 0.1;
          return [min >= 0 ? Math.max(0, min - pad) : min - pad, max + pad];
        } },
      },
      legend: { show: false },
      cursor: { sync: { key: sync.key }, y: false, points: { size: 7 } },
      axes: [
        { ...axis, size: 30, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000] },
        { ...axis, size: 58, values: (u, ticks) => ticks.map(tick) },
      ],
      series: [
        {},
        { stroke: () => colour("--accent"), width: 2, points: { show: EPOCHS.length <= 30, size: 5, fill: () => colour("--accent") } },
      ],
      hooks: { setCursor: [u => say(u.cursor.idx ?? EPOCHS.length - 1)] },
    }, [EPOCHS, curve.values], box);
    say(EPOCHS.length - 1);
    plots.push([plot, box]);
  });
  addEventListener("resize", () => plots.forEach(([plot, box]) => plot.setSize({ width: box.clientWidth, height })));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => plots.forEach(([plot]) => plot.redraw()));
})();
