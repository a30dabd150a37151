/** Training steps of dense networks whose layers are masked: what dropout traces to, with the masks drawn or handed in. */
import { GraphBuilder, gradients, simplify, type Graph, type Ref } from '@bernoulli/api/ir';

export interface MaskedNetwork {
  readonly batch: number;
  /** Sizes of the input and of each layer. The last layer is linear and has no mask. */
  readonly widths: readonly number[];
  readonly activation: (b: GraphBuilder, x: Ref) => Ref;
  /** The masked value of layer i, counted from 1. */
  readonly mask: (b: GraphBuilder, x: Ref, layer: number) => Ref;
  /** More outputs, made of the layers before activation and after the mask. */
  readonly outputs?: (b: GraphBuilder, before: readonly Ref[], after: readonly Ref[]) => Record<string, Ref>;
  /** Added to the loss. */
  readonly penalty?: (b: GraphBuilder, before: readonly Ref[], after: readonly Ref[]) => Ref;
  /** What becomes of the masked value of layer i, given that of the layer below. */
  readonly join?: (b: GraphBuilder, masked: Ref, below: Ref) => Ref;
}

export const activations = {
  relu: (b: GraphBuilder, x: Ref): Ref => b.maximum(x, 0),
  tanh: (b: GraphBuilder, x: Ref): Ref => b.tanh(x),
  sigmoid: (b: GraphBuilder, x: Ref): Ref => b.sigmoid(x),
  elu: (b: GraphBuilder, x: Ref): Ref => b.select(b.greater(x, 0), x, b.sub(b.exp(b.minimum(x, 0)), 1)),
};

/** One draw per unit, for the whole batch. */
export function sharedMask(b: GraphBuilder, width: number, layer: number, keep: Ref | number = 0.5): Ref {
  b.site = `drop${layer}`;
  return b.less(b.uniform(b.input(`key${layer}`, 'i32', [2]), [1, width]), keep);
}

/** `x / keep` where the mask holds, else 0. */
export function dropout(b: GraphBuilder, x: Ref, mask: Ref, keep = 0.5): Ref {
  return b.select(mask, b.mul(x, 1 / keep), 0);
}

/** Batch-shared dropout, as `Dropout({ rate, noiseShape: [1, null] })` writes it. */
export const sharedDropout =
  (keep = 0.5) =>
  (b: GraphBuilder, x: Ref, layer: number): Ref =>
    dropout(b, x, sharedMask(b, x.shape.at(-1)!, layer, keep), keep);

/** One step of gradient descent on the squared error. Nodes of layer i have the site `dense<i>`, also in the backward pass. */
export function trainingStep(network: MaskedNetwork): Graph {
  const { batch, widths, activation, mask, outputs, penalty, join } = network;
  const b = new GraphBuilder();
  let x = b.input('x', 'f32', [batch, widths[0]!]);
  const parameters: { name: string; node: Ref }[] = [];
  const parameter = (name: string, shape: number[]): Ref => {
    const node = b.input(name, 'f32', shape);
    parameters.push({ name, node });
    return node;
  };
  const [before, after]: [Ref[], Ref[]] = [[], []];
  for (let layer = 1; layer < widths.length; layer++) {
    b.site = `dense${layer}`;
    const [rows, columns] = [widths[layer - 1]!, widths[layer]!];
    const h = b.add(b.matMul(x, parameter(`w${layer}`, [rows, columns])), parameter(`b${layer}`, [columns]));
    before.push(h);
    if (layer === widths.length - 1) x = h;
    else {
      const masked = mask(b, activation(b, h), layer);
      after.push(masked);
      x = join?.(b, masked, x) ?? masked;
    }
  }
  b.site = 'loss';
  const error = b.sub(x, b.input('y', 'f32', [batch, widths.at(-1)!]));
  const squares = b.mul(b.reduceSum(b.mul(error, error)), 1 / batch);
  const loss = penalty === undefined ? squares : b.add(squares, penalty(b, before, after));
  const steps = gradients(
    b,
    loss,
    parameters.map((p) => p.node),
  );
  const finite = b.isFinite(steps.reduce((sum, g) => b.add(sum, b.reduceSum(g)), loss));
  const graph = b.build({
    outputs: { loss, ...outputs?.(b, before, after) },
    state: parameters.map((p, i) => ({ ...p, next: b.sub(p.node, b.mul(steps[i]!, 0.05)) })),
    commit: finite,
  });
  return simplify(graph, { final: true });
}
