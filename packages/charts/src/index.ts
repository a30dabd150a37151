/**
 * Pictures of trainings, masks and uncertainty as SVG text, drawn without a browser.
 * @module
 */
export { historyChart } from './history-chart.ts';
export { intervalChart, type IntervalChartOptions, type IntervalPanel, type IntervalRow } from './interval-chart.ts';
export { lineChart, type Line, type LineChartOptions } from './line-chart.ts';
export { maskGrid, type MaskGridOptions, type MaskPanel } from './mask-grid.ts';
export { modelDiagram, type ModelDiagramOptions } from './model-diagram.ts';
export type { Axes, Interval, Picture, Point, Sized } from './picture.ts';
export { rateChart, type ComparedRates, type RateChartOptions } from './rate-chart.ts';
export { reliabilityDiagram, type ConfidenceBin, type ReliabilityDiagramOptions } from './reliability-diagram.ts';
export type { Theme } from './theme.ts';
export { uncertaintyChart, type UncertaintyChartOptions } from './uncertainty-chart.ts';
