/** Draws an ECharts option as SVG text, the same text each time. */
import {
  CustomChart,
  LineChart,
  ScatterChart,
  type CustomSeriesOption,
  type LineSeriesOption,
  type ScatterSeriesOption,
} from 'echarts/charts';
import {
  GridComponent,
  LegendComponent,
  TitleComponent,
  type GridComponentOption,
  type LegendComponentOption,
  type TitleComponentOption,
} from 'echarts/components';
import { init, use, type ComposeOption } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([CustomChart, LineChart, ScatterChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

/** A series of a kind that is loaded. */
export type Series = CustomSeriesOption | LineSeriesOption | ScatterSeriesOption;

/** An option made of what is loaded, and of nothing else. */
export type Option = ComposeOption<Series | GridComponentOption | LegendComponentOption | TitleComponentOption>;

/**
 * The SVG of `option`. Nothing in it depends on the clock, on chance, or on what was drawn before: animation is off, and what
 * ECharts counts through the life of a process is taken out. That is the number of the chart, which starts every id, and the
 * classes of its rules for the mouse, which a still picture does not need.
 */
export function renderSvg(option: Option, width: number, height: number): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({ animation: false, ...option });
    const svg = chart.renderToSVGString();
    return `${svg
      .replaceAll(/ class="zr\d+-cls-\d+"/g, '')
      .replaceAll(/<style\b[^>]*>.*?<\/style>\n?/gs, '')
      .replaceAll(/\bzr\d+-/g, 'chart-')}\n`;
  } finally {
    chart.dispose();
  }
}
