/** Names of the sizes that a file leaves open: each is called after what it is. */
import { BATCH, sizeText, type Binding, type Graph } from '@bernoulli/api/ir';
import { Namer } from '../lowerings/namer.ts';

/** The axes of a row by how many it has, channels last. */
const axes: readonly (readonly string[])[] = [
  [],
  ['time'],
  ['time', 'features'],
  ['height', 'width', 'channels'],
  ['depth', 'height', 'width', 'channels'],
];

/**
 * The name of each symbol: what it is called already, or is asked for; else `batch`, for the number of rows; `time` for the number of steps of a loop; others by their place in the first input
 * that has them, as in `[batch, time, features]` and `[batch, height, width, channels]`. Where two are called the same, the second is `time_1`. What
 * follows from one is written out, as `(height - 2) // 2`.
 */
export function axisNames(
  graph: Graph,
  inputs: readonly Binding[],
  given: ReadonlyMap<number, string>,
): (symbol: number) => string {
  const namer = new Namer();
  const names = new Map([[BATCH, namer.take(given.get(BATCH) ?? 'batch')]]);
  for (const [symbol, called] of given) if (symbol !== BATCH) names.set(symbol, namer.take(called));
  const name = (symbol: number | undefined, called: string): void => {
    if (symbol !== undefined && symbol < 0 && !names.has(symbol)) names.set(symbol, namer.take(called));
  };
  const steps = new Set(graph.nodes.flatMap((node) => (node.op === 'scan' ? [node.attrs.length] : [])));
  for (const { node } of inputs) {
    const [, ...row] = graph.nodes[node]!.shape;
    row.forEach((size, i) => name(size, steps.has(size) ? 'time' : (axes[row.length]?.[i] ?? 'size')));
  }
  return (size) =>
    sizeText(size, (symbol) => {
      name(symbol, 'size');
      return names.get(symbol)!;
    });
}
