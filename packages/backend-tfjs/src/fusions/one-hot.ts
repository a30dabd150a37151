/** Labels compared with the classes 0, 1, 2, …: what TF.js has a kernel for. */
import type { Fusion, Graph, Node } from '@bernoulli/api/ir';
import type { Engine, Tensor } from '../engine/engine.ts';

/** The fusions of every comparison of a column of integers with a row that counts from 0. */
export function oneHotFusions(engine: Engine, { nodes }: Graph): Fusion<Tensor>[] {
  if (engine.name === 'cpu') return [];
  return nodes.flatMap(({ op, inputs, shape }, node) => {
    if (op !== 'equal') return [];
    const [labels, classes] = inputs.map((i) => nodes[i]!) as [Node, Node];
    const depth = shape.at(-1)!;
    const isColumn = labels.dtype === 'i32' && labels.shape.length === shape.length && labels.shape.at(-1) === 1;
    if (!isColumn || !counts(classes) || classes.shape[0] !== depth) return [];
    // The wasm kernel writes integers, whatever it is asked for.
    const attrs = { depth, onValue: 1, offValue: 0, dtype: 'int32' };
    const compute = ([x]: readonly Tensor[]): Tensor =>
      engine.tidy(() => {
        const indices = engine.share(x!, shape.slice(0, -1));
        return engine.cast(engine.run('OneHot', { indices }, attrs), 'bool');
      });
    return [{ node, inputs: [inputs[0]!], compute }];
  });
}

/** True for a constant row 0, 1, 2, … */
function counts({ op, dtype, shape, attrs }: Node): boolean {
  return op === 'constant' && dtype === 'i32' && shape.length === 1 && attrs.value.every((v, i) => v === i);
}
