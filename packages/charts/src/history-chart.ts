/** The course of a training: a field for each figure, of training and of validation. */
import type { History, HistoryChartOptions } from '@bernoulli/api';
import { fail, listed } from '@bernoulli/api/ir';
import { checkOptions } from './checks.ts';
import { linesOf, type Line } from './line-chart.ts';
import { sizedNames } from './picture.ts';
import { plot, type Field } from './plot.ts';

/**
 * The figures of a training over its epochs, as SVG text: one field for each, with that of validation in it. The same history gives the
 * same text.
 *
 * @throws BernoulliError `DATA` for a history without an epoch, or a figure that never was finite; `NAME` for one that it does not have.
 * @example
 * ```ts
 * import { Dense, sequential } from '@bernoulli/api';
 * import { cpu } from '@bernoulli/backend-cpu';
 * import { historyChart } from '@bernoulli/charts';
 * const model = sequential([new Dense({ units: 1 })]);
 * model.compile({ optimizer: 'sgd', loss: 'meanSquaredError', seed: 1, backend: cpu() });
 * const history = await model.fit([[0], [1]], [[0], [1]], { epochs: 3, verbose: 0 });
 * historyChart(history).includes('>loss<'); // => true
 * ```
 */
export function historyChart(
  { epoch, history }: Pick<History, 'epoch' | 'history'>,
  options: HistoryChartOptions = {},
): string {
  checkOptions('historyChart', options, { ...sizedNames, figures: 0 });
  const { figures = figuresOf(history), ...picture } = options;
  if (epoch.length === 0 || figures.length === 0)
    fail('DATA', { who: 'historyChart', what: 'there is no epoch to draw', hint: 'Train first' });
  const fields = figures.map((figure) => fieldOf(figure, history, epoch));
  const rows = Math.ceil(fields.length / 2);
  const { title = 'Training', height = 110 + 290 * rows } = picture;
  return plot({ ...picture, title, height }, fields);
}

/** The figure of validation beside one of training. */
function validationOf(figure: string): string {
  return `val${figure[0]!.toUpperCase()}${figure.slice(1)}`;
}

function figuresOf(history: History['history']): string[] {
  const names = Object.keys(history);
  const beside = new Set(names.map(validationOf));
  return names.filter((name) => !beside.has(name));
}

function fieldOf(figure: string, history: History['history'], epochs: readonly number[]): Field {
  const who = 'historyChart';
  const values = history[figure];
  if (values === undefined)
    fail('NAME', {
      who,
      what: 'there is no such figure',
      received: figure,
      hint: `There are ${listed(Object.keys(history))}`,
    });
  const judged = history[validationOf(figure)];
  const line = (name: string, colour: number, of: readonly number[]): Line => ({
    name,
    colour,
    points: finite(of, epochs),
  });
  const lines = [line('training', 0, values), ...(judged === undefined ? [] : [line('validation', 1, judged)])];
  return { xLabel: 'epoch', yLabel: figure, percent: /accuracy$/i.test(figure), ...linesOf(who, lines) };
}

/** Epochs count from 1 here; a figure that is not finite leaves a gap. */
function finite(values: readonly number[], epochs: readonly number[]): Line['points'] {
  return values.flatMap((value, i) => (Number.isFinite(value) ? [[(epochs[i] ?? i) + 1, value] as const] : []));
}
