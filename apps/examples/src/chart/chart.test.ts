import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  lineChart,
  maskGrid,
  saveSvg,
  scatterBand,
  type LineChartOptions,
  type MaskGridOptions,
  type ScatterBandOptions,
} from './index.ts';

const line: LineChartOptions = {
  title: 'Accuracy of a < b & c',
  subtitle: 'five seeds',
  xLabel: 'epoch',
  yLabel: 'accuracy',
  percent: true,
  series: [
    {
      name: 'with dropout',
      points: [
        [1, 0.5],
        [2, 0.75],
        [3, 0.9],
      ],
      band: [
        [0.4, 0.6],
        [0.7, 0.8],
        [0.85, 0.95],
      ],
    },
    {
      name: 'without',
      points: [
        [1, 0.6],
        [2, 0.7],
        [3, 0.8],
      ],
      dashed: true,
    },
  ],
};
const scatter: ScatterBandOptions = {
  title: 'Uncertainty',
  xLabel: 'x',
  yLabel: 'y',
  observed: [
    [0, 0],
    [1, 1],
  ],
  mean: [
    [0, 0],
    [1, 1],
    [2, 2],
  ],
  band: [
    [-1, 1],
    [0, 2],
    [-1, 5],
  ],
  bandName: 'mean ± 2σ',
  truth: [
    [0, 0],
    [2, 1],
  ],
};
const grid: MaskGridOptions = {
  title: 'Masks',
  panels: [
    { name: 'cpu', note: '3f9a', rows: 1, columns: 3, mask: Uint8Array.of(1, 0, 1) },
    { name: 'onnx', rows: 1, columns: 3, mask: Uint8Array.of(0, 0, 1) },
  ],
};

/** Throws unless every tag is closed in order, and no attribute or text holds a bare character that XML forbids. */
function checkXml(svg: string): void {
  const open: string[] = [];
  const rest = svg.replaceAll(
    /<(\/?)([a-zA-Z]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g,
    (_, end: string, name: string, __, alone: string) => {
      if (end) expect(open.pop()).toBe(name);
      else if (!alone) open.push(name);
      return '';
    },
  );
  expect(open).toEqual([]);
  expect(rest.replaceAll(/&(?:amp|lt|gt|quot|#39|#\d+);/g, '')).not.toMatch(/[<>&]/);
}

describe('every chart', () => {
  const charts: [string, () => string, string[]][] = [
    [
      'lineChart',
      () => lineChart(line),
      ['Accuracy of a &lt; b &amp; c', 'five seeds', 'epoch', 'accuracy', 'with dropout', 'without', '90 %'],
    ],
    ['scatterBand', () => scatterBand(scatter), ['Uncertainty', 'mean ± 2σ', 'observed', 'truth']],
    ['maskGrid', () => maskGrid(grid), ['Masks', 'cpu', '3f9a', 'onnx']],
  ];
  it.each(charts)(
    '%s is well-formed, says what it shows, and comes out the same whatever was drawn before',
    (_, draw, words) => {
      const svg = draw();
      checkXml(svg);
      for (const word of words) expect(svg).toContain(`>${word}<`);
      lineChart(line);
      scatterBand(scatter);
      expect(draw()).toBe(svg);
      expect(svg).not.toMatch(/\bzr\d|class=|<style/);
    },
  );
});

describe('what is drawn', () => {
  const fills = (svg: string, colour: string): number => svg.split(`fill="${colour}" fill-opacity="0.18"`).length - 1;

  it('has one shaded band for each line that has one', () => {
    expect(fills(lineChart(line), '#0072b2')).toBe(1);
    expect(
      fills(lineChart({ ...line, series: line.series.map(({ name, points }) => ({ name, points })) }), '#0072b2'),
    ).toBe(0);
  });

  it('has dashes where asked, and no legend for a line alone', () => {
    expect(lineChart(line)).toMatch(/stroke-dasharray="7,5"/);
    const alone = lineChart({ ...line, series: [line.series[0]!] });
    expect(alone).not.toContain('>with dropout<');
    expect(alone).not.toContain('stroke-dasharray');
  });

  it('has as many cells as units are kept', () => {
    const paths = [...maskGrid(grid).matchAll(/ d="([^"]*)"/g)].map(([, d]) => d!.split('M').length - 1);
    expect(paths).toEqual([2, 1]);
  });

  it('puts panels below one another when asked', () => {
    const height = (svg: string): number => Number(/height="(\d+)"/.exec(svg)![1]);
    expect(height(maskGrid({ ...grid, perRow: 1 }))).toBeGreaterThan(height(maskGrid(grid)));
  });
});

describe('bad data', () => {
  it.each<[string, () => string, RegExp]>([
    ['no points', () => lineChart({ ...line, series: [{ name: 'a', points: [] }] }), /lineChart: a has no points/],
    [
      'NaN',
      () =>
        lineChart({
          ...line,
          series: [
            {
              name: 'a',
              points: [
                [0, 1],
                [1, NaN],
              ],
            },
          ],
        }),
      /point 1 of a must be finite. Received \["1","NaN"\]/,
    ],
    [
      'a short band',
      () => scatterBand({ ...scatter, band: [[0, 1]] }),
      /band must have one interval for each of its 3 points. Received 1/,
    ],
    [
      'a band upside down',
      () =>
        scatterBand({
          ...scatter,
          band: [
            [0, 1],
            [1, 0],
            [0, 1],
          ],
        }),
      /interval 1 of band must be finite and in order/,
    ],
    ['no masks', () => maskGrid({ title: '', panels: [] }), /there is no mask/],
    [
      'a mask of another size',
      () => maskGrid({ ...grid, panels: [{ ...grid.panels[0]!, rows: 2 }] }),
      /maskGrid at mask cpu: 2 × 3 cells need as many values. Received 3/,
    ],
    [
      'a mask of 2',
      () => maskGrid({ ...grid, panels: [{ ...grid.panels[0]!, mask: Uint8Array.of(0, 2, 0) }] }),
      /value 1 must be 0 or 1. Received 2/,
    ],
  ])('is refused: %s', (_, draw, message) => {
    expect(draw).toThrow(expect.objectContaining({ code: 'DATA', message: expect.stringMatching(message) }));
  });
});

it('saveSvg makes the directories above the file', async () => {
  const room = mkdtempSync(join(tmpdir(), 'bernoulli-svg-'));
  try {
    const path = join(room, 'out', 'deep', 'é.svg');
    await saveSvg(path, '<svg>σ</svg>');
    expect(readFileSync(path, 'utf8')).toBe('<svg>σ</svg>');
  } finally {
    rmSync(room, { recursive: true });
  }
});
