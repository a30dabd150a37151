/** Normalizations. */
import type { Tensor } from '@bernoulli/api';
import type { NodeCall, Operator } from '../node-call.ts';
import { unsupported } from '../unsupported.ts';
import { Value } from '../value.ts';
import { part } from './axes.ts';
import { norm } from './pooling.ts';
import { meanOver } from './reductions.ts';

/** A list with one number for each channel, beside `[batch, channels, …]`. */
function perChannel(list: Tensor, rank: number): Tensor {
  return list.reshape([1, list.shape[0]!, ...Array.from({ length: rank - 2 }, () => 1)]);
}

interface Centered {
  readonly centered: Tensor;
  readonly mean: Tensor;
  readonly variance: Tensor;
}

function center(x: Tensor, axes: readonly number[]): Centered {
  const mean = meanOver(x, axes);
  const centered = x.sub(mean);
  return { centered, mean, variance: meanOver(centered.square(), axes) };
}

function batchNormalization(c: NodeCall): (Value | null)[] {
  const x = c.tensor(0);
  const [scale, bias, mean, variance] = [1, 2, 3, 4].map((i) => c.tensor(i)) as [Tensor, Tensor, Tensor, Tensor];
  const epsilon = c.float('epsilon', 1e-5);
  const isTraining = c.opset >= 14 && c.flag('training_mode');
  const momentum = c.float('momentum', 0.9);
  if (c.opset < 9 && c.int('spatial', 1) !== 1) unsupported('attribute spatial = 0');
  if (c.opset < 7 && c.int('is_test', 0) !== 1) unsupported('attribute is_test = 0');
  const wide = (list: Tensor): Tensor => perChannel(list, x.rank);
  if (!isTraining) {
    const factor = wide(scale.div(variance.add(epsilon).sqrt()));
    return [c.same(x.sub(wide(mean)).mul(factor).add(wide(bias)))];
  }
  const axes = [...x.shape.keys()].filter((axis) => axis !== 1);
  const now = center(x, axes);
  const y = now.centered.div(now.variance.add(epsilon).sqrt()).mul(wide(scale)).add(wide(bias));
  const moved = (old: Tensor, next: Tensor): Tensor => old.mul(momentum).add(next.reshape(old.shape).mul(1 - momentum));
  return [
    c.same(y),
    Value.of(moved(mean, now.mean), c.input(3).type),
    Value.of(moved(variance, now.variance), c.input(4).type),
  ];
}

function instanceNormalization(c: NodeCall): Value {
  const x = c.tensor(0);
  const { centered, variance } = center(x, [...x.shape.keys()].slice(2));
  const y = centered.div(variance.add(c.float('epsilon', 1e-5)).sqrt());
  return c.same(y.mul(perChannel(c.tensor(1), x.rank)).add(perChannel(c.tensor(2), x.rank)));
}

function layerNormalization(c: NodeCall): (Value | null)[] {
  const x = c.tensor(0);
  const axis = c.axis('axis', -1, x.rank);
  c.ignore('stash_type');
  const { centered, mean, variance } = center(x, [...x.shape.keys()].slice(axis));
  const deviation = variance.add(c.float('epsilon', 1e-5)).sqrt();
  const scaled = centered.div(deviation).mul(c.tensor(1));
  const bias = c.optional(2);
  const y = bias === undefined ? scaled : scaled.add(bias.tensor);
  return [c.same(y), Value.of(mean, 'float'), Value.of(deviation.divInto(1), 'float')];
}

/** x / √(mean x² + ε), over the axes from one on. */
function rmsNormalization(c: NodeCall): Value {
  const x = c.tensor(0);
  const axis = c.axis('axis', -1, x.rank);
  c.ignore('stash_type');
  const size = meanOver(x.square(), [...x.shape.keys()].slice(axis))
    .add(c.float('epsilon', 1e-5))
    .sqrt();
  return c.same(x.div(size).mul(c.tensor(1)));
}

function groupNormalization(c: NodeCall): Value {
  const x = c.tensor(0);
  const [batch, channels, ...sizes] = x.shape as readonly [number, number, ...number[]];
  const groups = c.int('num_groups') ?? unsupported('no num_groups');
  c.ignore('stash_type');
  if (channels % groups !== 0) unsupported(`${channels} channels in ${groups} groups`);
  const apart = x.reshape([batch, groups, channels / groups, ...sizes]);
  const { centered, variance } = center(apart, [...apart.shape.keys()].slice(2));
  const y = centered.div(variance.add(c.float('epsilon', 1e-5)).sqrt());
  const [scale, bias] = [c.tensor(1), c.tensor(2)];
  // Until opset 20 there is a number for each group; then one for each channel.
  if (c.opset < 21)
    return c.same(y.mul(perChannel(scale, apart.rank)).add(perChannel(bias, apart.rank)).reshape(x.shape));
  return c.same(y.reshape(x.shape).mul(perChannel(scale, x.rank)).add(perChannel(bias, x.rank)));
}

function lpNormalization(c: NodeCall): Value {
  const x = c.tensor(0);
  const axis = c.axis('axis', -1, x.rank);
  const size = norm(x, [axis], c.int('p', 2), true);
  // Zeros stay zeros.
  return c.same(x.div(size.constant(Float32Array.of(1), []).where(size.equal(0), size)));
}

function meanVarianceNormalization(c: NodeCall): Value {
  const x = c.tensor(0);
  const axes = (c.ints('axes') ?? [0, 2, 3]).map((axis) => (axis < 0 ? axis + x.rank : axis));
  const { centered, variance } = center(x, axes);
  return c.same(centered.div(variance.sqrt().add(1e-9)));
}

/** Channels that are summed, one after the other. */
const MOST_NEIGHBOURS = 4096;

/** Local response: x / (bias + α/size · Σ x²)^β over neighbouring channels. */
function localResponse(c: NodeCall): Value {
  const x = c.tensor(0);
  const size = c.int('size') ?? unsupported('no size');
  if (size < 1 || size > MOST_NEIGHBOURS) unsupported(`attribute size = ${size}`);
  const [alpha, beta, bias] = [c.float('alpha', 1e-4), c.float('beta', 0.75), c.float('bias', 1)];
  const channels = x.shape[1]!;
  const front = Math.floor((size - 1) / 2);
  const zeros = x.shape.map(() => 0);
  const squares = x.square().pad(zeros.with(1, front), zeros.with(1, size - 1 - front));
  const sum = Array.from({ length: size }, (_, i) => part(squares, 1, i, channels)).reduce((a, b) => a.add(b));
  return c.same(
    x.div(
      sum
        .mul(alpha / size)
        .add(bias)
        .pow(beta),
    ),
  );
}

export const normalizations: Readonly<Record<string, Operator>> = {
  BatchNormalization: batchNormalization,
  InstanceNormalization: instanceNormalization,
  LayerNormalization: layerNormalization,
  RMSNormalization: rmsNormalization,
  GroupNormalization: groupNormalization,
  LpNormalization: lpNormalization,
  MeanVarianceNormalization: meanVarianceNormalization,
  LRN: localResponse,
};
