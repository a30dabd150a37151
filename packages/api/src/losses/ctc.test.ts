/** CTC against the sum over every way to read the labels, one by one. */
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../../tests/oracles/expect-close.ts';
import { evaluate } from '../../test/evaluate.ts';
import type { TensorData } from '../ir/index.ts';
import { CTC } from './ctc.ts';

const classes = 3;

function logits(time: number): TensorData {
  const data = Float32Array.from({ length: time * classes }, (_, i) => 2 * Math.sin(3.1 * i + 1));
  return { dtype: 'f32', shape: [1, time, classes], data };
}

/** −log of the probability of all sequences of classes that read as the labels: doubles one, then blanks out. */
function byEnumeration({ data, shape }: TensorData, labels: readonly number[]): number {
  const time = shape[1]!;
  const p = Array.from({ length: time }, (_, t) => {
    const weights = [...data.slice(t * classes, (t + 1) * classes)].map(Math.exp);
    return weights.map((w) => w / weights.reduce((a, b) => a + b));
  });
  let sum = 0;
  for (let code = 0; code < classes ** time; code++) {
    const way = Array.from({ length: time }, (_, t) => Math.floor(code / classes ** t) % classes);
    const read = way.filter((c, t) => c !== 0 && c !== way[t - 1]);
    if (read.join() === labels.join()) sum += way.reduce((product, c, t) => product * p[t]![c]!, 1);
  }
  return -Math.log(sum);
}

function ctc(p: TensorData, labels: readonly number[], length = labels.length): number {
  const data = new Int32Array(length);
  data.set(labels);
  const y: TensorData = { dtype: 'i32', shape: [1, length], data };
  return evaluate({ y, p }, ({ y, p }) => ({ loss: new CTC().call(y, p) }))['loss']![0]!;
}

describe('CTC', () => {
  it.each([[[]], [[1]], [[2, 1]], [[1, 1]], [[2, 2, 1]], [[1, 2, 1, 2]], [[1, 1, 1]]])(
    'of %j is −log of the sum over all ways to read it',
    (labels) => {
      for (const time of [5, 6])
        for (const room of [labels.length + 1, labels.length + 3])
          expectClose(ctc(logits(time), labels, room), byEnumeration(logits(time), labels), 1e-9);
    },
  );

  it('of labels that time does not suffice for is huge, not NaN', () => {
    expect(ctc(logits(3), [1, 1, 2])).toBeGreaterThan(1e29);
    expect(ctc(logits(3), [1, 1, 2])).toBeLessThan(Infinity);
  });

  it('names what it needs', () => {
    const y: TensorData = { dtype: 'i32', shape: [2], data: new Int32Array(2) };
    expect(() => evaluate({ y, p: logits(2) }, ({ y, p }) => ({ loss: new CTC().call(y, p) }))).toThrow(
      'CTC: needs logits [batch, time, classes] and labels [batch, length]. Received [1, 2, 3] and [2].',
    );
  });
});
