/** The charts: what they say, what they draw, in which colours, and what they refuse. */
import { History } from '@bernoulli/api';
import { describe, expect, it } from 'vitest';
import {
  historyChart,
  intervalChart,
  lineChart,
  maskGrid,
  rateChart,
  reliabilityDiagram,
  uncertaintyChart,
  type IntervalChartOptions,
  type LineChartOptions,
  type MaskGridOptions,
  type RateChartOptions,
  type ReliabilityDiagramOptions,
  type Theme,
  type UncertaintyChartOptions,
} from '@bernoulli/charts';

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
const scatter: UncertaintyChartOptions = {
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
const diagram: ReliabilityDiagramOptions = {
  title: 'Too sure',
  series: [
    {
      name: 'network',
      bins: [
        { count: 3, confidence: 0.6, accuracy: 0.5 },
        { count: 5, confidence: 0.9, accuracy: 0.8 },
      ],
    },
  ],
};
const rates: RateChartOptions = {
  search: {
    leader: 0.5,
    monitor: 'loss',
    results: [
      { rate: 0, behind: { mean: 0.2, low: 0.1, high: 0.3 } },
      { rate: 0.5, behind: { mean: 0, low: 0, high: 0 } },
      { rate: 0.75, behind: { mean: 0.1, low: -0.1, high: 0.3 } },
    ],
  },
};
const intervals: IntervalChartOptions = {
  title: 'What helped',
  subtitle: 'five seeds',
  xLabel: 'points gained',
  panels: ['digits', 'a < b'].map((name) => ({
    name,
    rows: [
      { name: 'dropout', mean: 2, low: 1, high: 3 },
      { name: 'L2 & L1', mean: 0.5, low: -1, high: 1.5 },
      { name: 'nothing', mean: -2, low: -2.5, high: -1 },
    ],
  })),
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

/** A training of three epochs, one of which was not finite. */
function history(): History {
  const seen = new History();
  const figures = { loss: [0.9, 0.5, NaN], valLoss: [1, 0.7, 0.8], accuracy: [0.3, 0.6, 0.9], valAccuracy: [0.2, 0.5, 0.5], learningRate: [0.1, 0.1, 0.01] }; // prettier-ignore
  for (let i = 0; i < 3; i++)
    seen.onEpochEnd(i, Object.fromEntries(Object.entries(figures).map(([name, values]) => [name, values[i]!])));
  return seen;
}

describe('every chart', () => {
  const charts: [string, () => string, string[]][] = [
    [
      'lineChart',
      () => lineChart(line),
      ['Accuracy of a &lt; b &amp; c', 'five seeds', 'epoch', 'accuracy', 'with dropout', 'without', '90 %'],
    ],
    ['uncertaintyChart', () => uncertaintyChart(scatter), ['Uncertainty', 'mean ± 2σ', 'observed', 'truth']],
    [
      'reliabilityDiagram',
      () => reliabilityDiagram(diagram),
      ['Too sure', 'confidence', 'network', 'as sure as right'],
    ],
    [
      'rateChart',
      () => rateChart(rates),
      [
        'Dropout rates beside 0.5, the best',
        'loss behind the best',
        'behind rate 0.5, with its interval',
        'no difference',
      ],
    ],
    [
      'intervalChart',
      () => intervalChart(intervals),
      ['What helped', 'five seeds', 'points gained', 'digits', 'a &lt; b', 'dropout', 'L2 &amp; L1', '-2', '2'],
    ],
    ['maskGrid', () => maskGrid(grid), ['Masks', 'cpu', '3f9a', 'onnx']],
    [
      'historyChart',
      () => historyChart(history()),
      ['Training', 'loss', 'accuracy', 'learningRate', 'training', 'validation', '50 %'],
    ],
  ];
  it.each(charts)(
    '%s is well-formed, says what it shows, and comes out the same whatever was drawn before',
    (_, draw, words) => {
      const svg = draw();
      checkXml(svg);
      for (const word of words) expect(svg).toContain(`>${word}<`);
      lineChart(line);
      uncertaintyChart(scatter);
      expect(draw()).toBe(svg);
      expect(svg).not.toMatch(/\bzr\d|class=|NaN|undefined|Infinity/);
    },
  );
});

describe('what is drawn', () => {
  const fills = (svg: string, colour: string): number => svg.split(`fill="${colour}" fill-opacity="0.22"`).length - 1;

  it('has one shaded band for each line that has one', () => {
    expect(fills(lineChart(line), '#0072b2')).toBe(1);
    expect(
      fills(
        lineChart({ ...line, series: line.series.map(({ name: own, points }) => ({ name: own, points })) }),
        '#0072b2',
      ),
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

describe('the legend', () => {
  it('shows a band as a band, a line as a line without dots, dashes as dashes', () => {
    const svg = uncertaintyChart(scatter);
    // The band of the chart, and its key, are of one colour and one strength.
    expect(svg.match(/fill="#0072b2" fill-opacity="0.22"/g)).toHaveLength(2);
    expect([...svg.matchAll(/>(observed|mean|mean ± 2σ|truth)</g)].map(([, name]) => name)).toEqual([
      'observed',
      'mean',
      'mean ± 2σ',
      'truth',
    ]);
    // A dot of a key is a circle of arcs; the chart itself has one for each observation.
    expect(svg.match(/ d="[^"]*A/g)?.length ?? 0).toBeLessThanOrEqual(scatter.observed.length + 2);
  });

  it('has one grey key for lines of several colours under one name, after the others', () => {
    const { series } = line;
    const points = series[0]!.points;
    const svg = lineChart({
      ...line,
      series: [
        series[0]!,
        { name: 'ideal', points, dashed: true },
        series[1]!,
        { name: 'ideal', points, dashed: true },
      ],
    });
    const names = [...svg.matchAll(/>(with dropout|without|ideal)</g)].map(([, name]) => name);
    expect(names).toEqual(['with dropout', 'without', 'ideal']);
    expect(svg).toContain('fill="#59636e"');
  });
});

describe('a history', () => {
  /** What is written along the axes and above, without numbers. */
  const words = (svg: string): string[] =>
    [...svg.matchAll(/>([^<>]+)<\/text>/g)].map(([, word]) => word!).filter((word) => !/^[-\d.]/.test(word));

  it('has a field for each figure, with that of validation in it, or those asked for', () => {
    expect(words(historyChart(history())).filter((word) => word === 'epoch')).toHaveLength(3);
    const svg = historyChart(history(), { figures: ['accuracy'], title: 'Mine', subtitle: 'below', width: 500 });
    expect(words(svg)).toEqual(
      expect.arrayContaining(['Mine', 'below', 'accuracy', 'epoch', 'training', 'validation']),
    );
    expect(words(svg)).not.toContain('loss');
    expect(svg).toMatch(/width="500"/);
  });

  it('draws itself, by this package', async () => {
    const seen = history();
    expect(await seen.toSvg()).toBe(historyChart(seen));
    const options = { title: 'Mine', figures: ['loss'], theme: 'dark', height: 300 } as const;
    expect(await seen.toSvg(options)).toBe(historyChart(seen, options));
    await expect(new History().toSvg()).rejects.toMatchObject({ code: 'DATA' });
  });

  it('needs no legend without validation', () => {
    const seen = new History();
    seen.onEpochEnd(0, { loss: 1 });
    seen.onEpochEnd(1, { loss: 0.5 });
    expect(words(historyChart(seen))).not.toContain('training');
  });

  it('begins at the epoch at which a resumed training did', () => {
    const seen = new History();
    for (const epoch of [40, 41, 42]) seen.onEpochEnd(epoch, { loss: 1 / epoch });
    expect(historyChart(seen)).toMatch(/>41<.*>43</s);
  });
});

describe('logarithmic axes', () => {
  const points = (values: readonly (readonly [number, number])[]) => ({ ...line, percent: false, logarithmic: true, series: [{ name: 'a', points: values }] }); // prettier-ignore

  it('put twice as much as far again to the right and up, at every place', () => {
    const svg = lineChart(points([[1, 1], [2, 10], [4, 100]])); // prettier-ignore
    const path =
      /<path d="M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)" fill="none"[^>]* stroke="#0072b2"/.exec(svg)!;
    const [x0, y0, x1, y1, x2, y2] = path.slice(1).map(Number) as [number, number, number, number, number, number];
    expect(x2 - x1).toBeCloseTo(x1 - x0, 0);
    expect(y2 - y1).toBeCloseTo(y1 - y0, 0);
    expect(y2).toBeLessThan(y0);
  });

  it('are marked at each x, and at round numbers around each y', () => {
    const labels = (svg: string): string[] => [...svg.matchAll(/>([\d.]+)<\/text>/g)].map(([, text]) => text!);
    expect(labels(lineChart(points([[64, 0.3], [128, 3], [384, 12]])))).toEqual(['0.2', '0.5', '1', '2', '5', '10', '20', '64', '128', '384']); // prettier-ignore
    expect(labels(lineChart(points([[1, 0.02], [2, 2000]])))).toEqual(['0.01', '0.1', '1', '10', '100', '1000', '10000', '1', '2']); // prettier-ignore
    expect(labels(lineChart(points([[1, 5]])))).toEqual(['5', '1']);
  });
});

describe('themes', () => {
  const charts: [string, (theme?: Theme) => string][] = [
    ['lineChart', (theme) => lineChart({ ...line, theme })],
    ['uncertaintyChart', (theme) => uncertaintyChart({ ...scatter, theme })],
    ['reliabilityDiagram', (theme) => reliabilityDiagram({ ...diagram, theme })],
    ['rateChart', (theme) => rateChart({ ...rates, theme })],
    ['intervalChart', (theme) => intervalChart({ ...intervals, theme })],
    ['maskGrid', (theme) => maskGrid({ ...grid, theme })],
    ['historyChart', (theme) => historyChart(history(), { theme })],
  ];
  const colours = (svg: string): string[] => [...new Set(svg.match(/(?:fill|stroke)="#[0-9a-f]{6}"/g))].sort();
  const luminance = (colour: string): number => {
    const [r, g, b] = [1, 3, 5].map((at) => {
      const c = parseInt(colour.slice(at, at + 2), 16) / 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
  };
  /** As WCAG measures it: 1 for no difference, 21 for black on white. */
  const contrast = (a: string, b: string): number => {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high! + 0.05) / (low! + 0.05);
  };

  it.each(charts)('%s is the same picture in other colours, each of which is seen', (_, draw) => {
    const [light, dark] = [draw('light'), draw('dark')];
    const paint = /#[0-9a-f]{6}/g;
    expect(dark.replaceAll(paint, '')).toBe(light.replaceAll(paint, ''));
    expect(colours(dark).filter((colour) => colours(light).includes(colour))).toEqual([]);
    for (const [svg, ground] of [
      [light, '#ffffff'],
      [dark, '#0d1117'],
    ] as const) {
      // prettier-ignore
      expect(svg).toContain(`fill="${ground}"`);
      for (const one of colours(svg).map((attribute) => attribute.slice(-8, -1)))
        if (one !== ground)
          expect(contrast(one, ground), one).toBeGreaterThan(one === '#e3e6ea' || one === '#30363d' ? 1.2 : 2.1);
      for (const text of svg.match(/<text[^>]*>/g)!)
        expect(contrast(/fill="(#\w+)"/.exec(text)![1]!, ground)).toBeGreaterThan(4.5);
    }
  });

  it.each(charts)('%s by itself is light, with a rule for each colour where dark is preferred', (_, draw) => {
    const [auto, light, dark] = [draw(), draw('light'), draw('dark')];
    expect(draw('auto')).toBe(auto);
    const style = /\n<style>@media \(prefers-color-scheme:dark\)\{(.*)\}<\/style>/.exec(auto)!;
    expect(auto.replace(style[0], '')).toBe(light);
    // Followed by hand, the rules give the dark picture.
    let followed = light;
    for (const [, attribute, paint, colour] of style[1]!.matchAll(/\[([^\]]+)\]\{(\w+):(#\w+)\}/g))
      followed = followed.replaceAll(attribute!, `${paint}="@${colour}"`);
    expect(followed.replaceAll('@', '')).toBe(dark);
  });
});

describe('intervals', () => {
  it('are in colour on one side of the reference, and grey around it', () => {
    const svg = intervalChart(intervals);
    const colours = [...svg.matchAll(/<circle [^>]* fill="(#\w+)"/g)].map(([, colour]) => colour);
    expect(colours.slice(0, 3)).toEqual(['#0072b2', '#59636e', '#d55e00']);
    const all = [...intervalChart({ ...intervals, reference: -10 }).matchAll(/<circle [^>]* fill="(#\w+)"/g)];
    expect(new Set(all.map(([, colour]) => colour))).toEqual(new Set(['#0072b2']));
  });

  it('lie where the marks of the axis say', () => {
    const svg = intervalChart(intervals);
    const mark = (text: string): number => Number(new RegExp(`<text x="([\\d.]+)"[^>]*>${text}<`).exec(svg)![1]);
    const [, low, high] = /<path d="M([\d.]+) [\d.]+H([\d.]+)"/.exec(svg)!;
    const unit = (mark('2') - mark('0')) / 2;
    expect(Number(low)).toBeCloseTo(mark('0') + unit, 0);
    expect(Number(high)).toBeCloseTo(mark('0') + 3 * unit, 0);
  });
});

describe('masks', () => {
  const panel = (name: string, ...mask: number[]) => ({ name, rows: 1, columns: 3, mask: Uint8Array.from(mask) });
  const caption = (...panels: ReturnType<typeof panel>[]): string[] =>
    [...maskGrid({ title: 'Masks', panels }).matchAll(/>([^<>]*the same[^<>]*)</g)].map(([, words]) => words!);

  it('that are equal have a caption that says so', () => {
    expect(caption(panel('cpu', 1, 0, 1), panel('tfjs', 1, 0, 1), panel('onnx', 1, 0, 1))).toEqual([
      'cpu, tfjs and onnx: the same 3 bits',
    ]);
    const groups = caption(panel('a', 1, 0, 1), panel('b', 0, 0, 1), panel('c', 1, 0, 1), panel('d', 0, 0, 1), panel('e', 0, 0, 0)); // prettier-ignore
    expect(groups).toEqual(['a and c: the same 3 bits', 'b and d: the same 3 bits']);
    const large = { name: 'x', rows: 32, columns: 64, mask: new Uint8Array(2048) };
    expect(caption(large, { ...large, name: 'y' })).toEqual(['x and y: the same 2,048 bits']);
  });

  it('that differ, in bits or in shape, have none', () => {
    expect(caption(panel('cpu', 1, 0, 1), panel('onnx', 1, 1, 1))).toEqual([]);
    expect(caption(panel('cpu', 1, 0, 1), { ...panel('onnx', 1, 0, 1), rows: 3, columns: 1 })).toEqual([]);
    expect(caption(panel('cpu', 1, 0, 1))).toEqual([]);
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
      () => uncertaintyChart({ ...scatter, band: [[0, 1]] }),
      /band must have one interval for each of its 3 points. Received 1/,
    ],
    [
      'a band upside down',
      () =>
        uncertaintyChart({
          ...scatter,
          band: [
            [0, 1],
            [1, 0],
            [0, 1],
          ],
        }),
      /interval 1 of band must be finite and in order/,
    ],
    [
      'a line at 0 of a logarithmic axis',
      () => lineChart({ ...line, logarithmic: true, series: [{ name: 'a', points: [[0, 1]] }] }),
      /point 0 of a must be finite and above 0/,
    ],
    ['no line', () => lineChart({ ...line, series: [] }), /series has no points/],
    ['a history without an epoch', () => historyChart(new History()), /there is no epoch to draw. Train first/],
    ['no classifier', () => reliabilityDiagram({ ...diagram, series: [] }), /there is no classifier to draw/],
    [
      'a confidence in percent',
      () =>
        reliabilityDiagram({ title: '', series: [{ name: 'a', bins: [{ count: 1, confidence: 90, accuracy: 0.5 }] }] }),
      /reliabilityDiagram at a: bin 0 must have both figures in \[0, 1\]/,
    ],
    ['no rate', () => rateChart({ search: { leader: 0, monitor: 'loss', results: [] } }), /there is no rate to draw/],
    ['no panel', () => intervalChart({ ...intervals, panels: [] }), /there is no figure to draw/],
    [
      'panels of other names',
      () => intervalChart({ ...intervals, panels: [intervals.panels[0]!, { name: 'b', rows: [] }] }),
      /intervalChart at b: every panel must have the same names/,
    ],
    [
      'an interval without its mean',
      () => intervalChart({ ...intervals, panels: [{ name: 'a', rows: [{ name: 'x', mean: 3, low: 1, high: 2 }] }] }),
      /the interval of x must be finite and hold its mean/,
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

it('a figure that a history does not have is refused by name', () => {
  expect(() => historyChart(history(), { figures: ['acc'] })).toThrow(
    expect.objectContaining({
      code: 'NAME',
      message: expect.stringMatching(/no such figure. Received acc. There are loss,/),
    }),
  );
});
