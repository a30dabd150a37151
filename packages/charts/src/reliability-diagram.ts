/** Confidence beside accuracy: whether a classifier is as sure as it should be. */
import { fail } from '@bernoulli/api/ir';
import { checkOptions } from './checks.ts';
import { linesOf, type Line } from './line-chart.ts';
import { sizedNames, type Sized } from './picture.ts';
import { plot } from './plot.ts';

/** Rows of about the same confidence, as `reliability` of `@bernoulli/uncertainty` gives them. */
export interface ConfidenceBin {
  readonly count: number;
  /** Mean probability of the likeliest class, in [0, 1]. */
  readonly confidence: number;
  /** Share of the rows whose likeliest class is right, in [0, 1]. */
  readonly accuracy: number;
}

export interface ReliabilityDiagramOptions extends Sized {
  /** One curve for each classifier, or for one before and after it was calibrated. */
  readonly series: readonly { readonly name: string; readonly bins: readonly ConfidenceBin[] }[];
}

/**
 * A reliability diagram as SVG text: accuracy over confidence, and the diagonal on which both are equal. Below it a classifier is too sure of
 * itself. The same options give the same text.
 *
 * Source: M. DeGroot and S. Fienberg, "The Comparison and Evaluation of Forecasters", The Statistician 32 (1983).
 *
 * @throws BernoulliError `DATA` when there is no bin, or a confidence or accuracy outside [0, 1].
 * @example
 * ```ts
 * import { reliabilityDiagram } from '@bernoulli/charts';
 * const bins = [{ count: 3, confidence: 0.6, accuracy: 0.5 }, { count: 5, confidence: 0.9, accuracy: 0.8 }];
 * reliabilityDiagram({ title: 'Too sure', series: [{ name: 'network', bins }] }).includes('>confidence<'); // => true
 * ```
 */
export function reliabilityDiagram(options: ReliabilityDiagramOptions): string {
  const who = 'reliabilityDiagram';
  checkOptions(who, options, { ...sizedNames, series: 0 });
  const { series, width = 560, height = 560, ...picture } = options;
  if (series.length === 0) fail('DATA', { who, what: 'there is no classifier to draw' });
  const within = (x: number): boolean => x >= 0 && x <= 1;
  const lines = series.map(({ name, bins }): Line => {
    const wrong = bins.findIndex(({ confidence, accuracy }) => !within(confidence) || !within(accuracy));
    if (wrong >= 0)
      fail('DATA', { who, at: name, what: `bin ${wrong} must have both figures in [0, 1]`, received: bins[wrong] });
    return { name, points: bins.map(({ confidence, accuracy }) => [confidence, accuracy]), marked: true };
  });
  const ideal: Line = {
    name: 'as sure as right',
    points: [
      [0, 0],
      [1, 1],
    ],
    dashed: true,
    colour: 6,
  };
  return plot({ ...picture, width, height }, [
    {
      xLabel: 'confidence',
      yLabel: 'accuracy',
      xRange: [0, 1],
      yRange: [0, 1],
      ...linesOf(who, [...lines, ideal]),
    },
  ]);
}
