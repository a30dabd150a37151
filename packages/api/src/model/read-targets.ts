/** Losses and metrics as `compile` is told them: one for all outputs, or for each by its name. */
import { fail, listed, type Shape } from '../ir/index.ts';
import { getLoss, type Loss, type LossLike } from '../losses/index.ts';
import { getMetric, type Metric, type MetricLike } from '../metrics/index.ts';
import type { Target } from '../programs/targets.ts';
import type { OutputShape } from '../runtime/compiled.ts';
import type { CompileConfig } from './compile-config.ts';

/** Under this key stands what serves every output. */
const every = '';

export function readLosses(loss: NonNullable<CompileConfig['loss']>): Readonly<Record<string, Loss | null>> {
  const given = isRecord(loss) ? loss : { [every]: loss as LossLike };
  const read = Object.entries(given).map(([output, each]): [string, Loss | null] => {
    const at = output === every ? undefined : output;
    if (Array.isArray(each))
      fail('CONFIG', {
        who: 'compile',
        at,
        what: 'there is one loss for each output',
        received: `${each.length} losses`,
        hint: 'Give a model with several outputs a record of losses by their names',
      });
    if (each === null) return [output, null];
    const made = getLoss(each);
    if (made.getConfig()['reduction'] === 'none')
      fail('CONFIG', { who: 'compile', at, what: 'the loss must be one number: its reduction may not be none' });
    return [output, made];
  });
  if (!read.some(([, made]) => made !== null)) fail('CONFIG', { who: 'compile', what: 'some output needs a loss' });
  return Object.fromEntries(read);
}

export function readShares(shares: unknown): Readonly<Record<string, number>> {
  if (shares === undefined) return {};
  if (!isRecord(shares))
    fail('CONFIG', { who: 'compile', what: 'lossWeights must be an object of numbers by output', received: shares });
  for (const [output, share] of Object.entries(shares))
    if (typeof share !== 'number' || !Number.isFinite(share))
      fail('CONFIG', {
        who: 'compile',
        at: output,
        what: 'the weight of a loss must be a finite number',
        received: String(share),
      });
  return shares as Readonly<Record<string, number>>;
}

export function readMetrics(metrics: unknown): Readonly<Record<string, readonly MetricLike[]>> {
  const given: Readonly<Record<string, unknown>> = isRecord(metrics) ? metrics : { [every]: metrics };
  return Object.fromEntries(
    Object.entries(given).map(([output, list]) => {
      if (output !== every) return [output, (Array.isArray(list) ? list : [list]) as readonly MetricLike[]];
      if (!Array.isArray(list)) fail('CONFIG', { who: 'compile', what: 'metrics must be an array', received: list });
      return [output, list as readonly MetricLike[]];
    }),
  );
}

export function targetsOf(
  losses: Readonly<Record<string, Loss | null>>,
  shares: Readonly<Record<string, number>>,
  metrics: Readonly<Record<string, readonly MetricLike[]>>,
): (outputs: readonly OutputShape[]) => Target[] {
  const metricsFor = (list: readonly MetricLike[], loss: Loss, yPredShape: Shape): Metric[] =>
    list.map((metric) => withFigure(getMetric(metric, { loss, yPredShape })));
  // Which accuracy is meant depends on the predictions; whether the names exist does not.
  for (const [output, list] of Object.entries(metrics)) {
    const loss = losses[output] ?? losses[every] ?? Object.values(losses).find((made) => made !== null);
    metricsFor(list, loss!, [-1, 2]);
  }
  return (outputs) => {
    const names = outputs.map(({ name }) => name);
    checkNames('the loss', losses, names);
    checkNames('lossWeights', shares, names);
    checkNames('metrics', metrics, names);
    return outputs.flatMap(({ name, shape }): Target[] => {
      const loss = losses[name ?? every] === undefined ? losses[every] : losses[name ?? every];
      if (loss === undefined)
        fail('CONFIG', {
          who: 'compile',
          at: name ?? undefined,
          what: 'the output has no loss',
          hint: 'Give it one, or null where it is not trained',
        });
      if (loss === null && metrics[name!] !== undefined)
        fail('CONFIG', { who: 'compile', at: name!, what: 'metrics need a loss, which says what the labels are' });
      if (loss === null) return [];
      const list = metrics[name ?? every] ?? metrics[every] ?? [];
      return [{ output: name, loss, weight: shares[name ?? every] ?? 1, metrics: metricsFor(list, loss, shape) }];
    });
  };
}

/** A metric under whose name a figure may stand: not that of the loss, nor of what every object has. */
function withFigure(metric: Metric): Metric {
  if (metric.name === 'loss' || metric.name in {})
    fail('NAME', { who: 'metric', what: 'no figure of a metric may have this name', received: metric.name });
  return metric;
}

function checkNames(what: string, parts: object, outputs: readonly (string | null)[]): void {
  for (const name of Object.keys(parts))
    if (name !== every && !outputs.includes(name))
      fail('NAME', {
        who: 'compile',
        what: `${what} names an output that the model does not have`,
        received: name,
        hint:
          outputs[0] === null
            ? 'The model returns a single tensor: give the part itself'
            : `There are ${listed(outputs as readonly string[])}`,
      });
}

/** Parts by output, rather than a part: those have a class name. */
function isRecord(value: unknown): value is Readonly<Record<string, never>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !('className' in value);
}
