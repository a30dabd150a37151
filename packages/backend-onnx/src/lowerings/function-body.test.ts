/** Threefry as nodes gives the known answers of its authors (Random123, `kat_vectors`, threefry2x32 with 20 rounds), at any optimization level. */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { encodeModel } from '../proto/encode.ts';
import { DataType, type ValueInfoProto } from '../proto/messages.ts';
import { FunctionBody } from './function-body.ts';
import { irVersionOf, OPSET } from './opset.ts';

const answers = [
  { counter: [0, 0], key: [0, 0], words: [0x6b200159, 0x99ba4efe] },
  {
    counter: [0xffffffff, 0xffffffff],
    key: [0xffffffff, 0xffffffff],
    words: [0x1cb996fc, 0xbb002be7],
  },
  // The digits of pi.
  { counter: [0x243f6a88, 0x85a308d3], key: [0x13198a2e, 0x03707344], words: [0xc4923a9c, 0x483df7a0] },
];

const names = ['key0', 'key1', 'counter0', 'counter1'] as const;

function threefry(): FunctionBody & { readonly words: readonly string[] } {
  const f = new FunctionBody();
  return Object.assign(f, { words: f.threefry(['key0', 'key1'], ['counter0', 'counter1']) });
}

function model(): Uint8Array {
  const { nodes, words } = threefry();
  const port = (name: string): ValueInfoProto => ({ name, dataType: DataType.UINT32, shape: [1] });
  return encodeModel({
    irVersion: irVersionOf(OPSET),
    opsetImports: [{ domain: '', version: OPSET }],
    producerName: 'test',
    producerVersion: '',
    graph: { name: 'threefry', nodes, initializers: [], inputs: names.map(port), outputs: words.map(port) },
  });
}

it.each(['disabled', 'basic', 'extended', 'layout', 'all'] as const)(
  'gives the known answers at level %s',
  async (graphOptimizationLevel) => {
    const session = await InferenceSession.create(model(), { graphOptimizationLevel });
    for (const { key, counter, words } of answers) {
      const given = [...key, ...counter].map((word) => new Tensor('uint32', Uint32Array.of(word), [1]));
      const got = await session.run(Object.fromEntries(names.map((name, i) => [name, given[i]!])));
      expect(session.outputNames.map((name) => Number(got[name]!.data[0]))).toEqual(words);
    }
    await session.release();
  },
);

it('is few nodes, however many rounds there are: the time to load a file grows by the square of their number', () => {
  expect(threefry().nodes.length).toBeLessThan(30);
});
