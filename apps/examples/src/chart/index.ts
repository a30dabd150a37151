/** Charts as SVG text, drawn without a browser. */
export { lineChart, type Line, type LineChartOptions } from './line-chart.ts';
export { maskGrid, type MaskGridOptions, type MaskPanel } from './mask-grid.ts';
export type { Frame, Interval, Point } from './plot.ts';
export { saveSvg } from './save-svg.ts';
export { scatterBand, type ScatterBandOptions } from './scatter-band.ts';
