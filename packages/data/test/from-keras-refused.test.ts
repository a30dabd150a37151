/** Weights that do not fit: what is wrong is named, and nothing is set. */
import { Dense, encodeSafetensors, sequential } from '@bernoulli/api';
import { cpu } from '@bernoulli/backend-cpu';
import { fromKeras, type FromKerasOptions } from '@bernoulli/data';
import { describe, expect, it } from 'vitest';
import { bytes, keras, rejection } from './fixtures.ts';
import { built, chain, denses, full } from './small-models.ts';
import { zip } from './zip.ts';

describe('what does not fit', () => {
  const good = denses('net/dense', 'net/dense_1');
  const { 'net/dense_1/bias': _, ...noBias } = good;
  const listOf = (...shapes: number[][]): Uint8Array =>
    encodeSafetensors(Object.fromEntries(shapes.map((shape, i) => [`arr_${i}`, full(shape)])));

  it.each<[string, Uint8Array, FromKerasOptions, RegExp]>([
    [
      'a shape in a list',
      listOf([2, 2], [2], [2, 3], [2]),
      {},
      /^SHAPE fromKeras at net\/dense1: kernel must be \[2, 2\]\. Received \[2, 3\], arr_2 in the file\.$/,
    ],
    [
      'a shape by name',
      encodeSafetensors({ ...good, 'net/dense_1/bias': full([3]) }),
      {},
      /^SHAPE fromKeras at net\/dense1: bias must be \[2\]\. Received \[3\], net\/dense_1\/bias in the file\.$/,
    ],
    ['a list too short', listOf([2, 2], [2]), {}, /^NAME .*has 4 weights: net\/dense\/kernel, .*Received 2 weights/],
    ['a list too long', listOf([2, 2], [2], [2, 2], [2], [2]), {}, /^NAME .*has 4 weights.*Received 5 weights/],
    ['an empty file', encodeSafetensors({}), {}, /^NAME .*has 4 weights.*Received 0 weights/],
    ['a weight too few', encodeSafetensors(noBias), {}, /^NAME fromKeras at net\/dense1: the file has no bias for it/],
    [
      'a weight too many',
      encodeSafetensors({ ...good, 'net/dense/scale': full([2]) }),
      {},
      /^NAME fromKeras at net\/dense: there is no weight scale; there are kernel, bias\. Received net\/dense\/scale/,
    ],
    [
      'a weight twice',
      encodeSafetensors({ ...good, 'net/dense/bias:0': full([2]) }),
      {},
      /^NAME .*net\/dense has two weights bias\. Received net\/dense\/bias:0/,
    ],
    [
      'a layer too few',
      encodeSafetensors(denses('net/dense')),
      {},
      /^NAME .*the layers of the file, net\/dense, are not those of the model, net\/dense, net\/dense1\. Say which is which/,
    ],
    [
      'a layer too many',
      encodeSafetensors(denses('net/dense', 'net/dense_1', 'net/dense_2')),
      {},
      /^NAME .*not those of the model/,
    ],
    [
      'layers of one number',
      encodeSafetensors(denses('a/dense', 'b/dense')),
      {},
      /^NAME .*a\/dense, b\/dense, are not those/,
    ],
    [
      'layers of other names',
      encodeSafetensors(denses('net/hidden', 'net/head')),
      {},
      /^NAME .*the file, net\/head, net\/hidden, are not/,
    ],
    [
      'a layer named that is not in the file',
      encodeSafetensors(good),
      { layers: { nope: 'dense' } },
      /^NAME .*the file does not have\. Received nope/,
    ],
    [
      'a layer named that is not in the model',
      encodeSafetensors(good),
      { layers: { dense: 'nope' } },
      /^NAME .*the model does not have\. Received nope/,
    ],
    ['a layer named twice', encodeSafetensors(good), { layers: { dense: 'dense', dense_1: 'dense' } }, /^NAME /],
    ['no names', encodeSafetensors(good), { layers: ['dense'] as never }, /^CONFIG .*layers must be an object/],
    ['a setting there is not', encodeSafetensors(good), { layer: {} } as never, /^CONFIG .*Did you mean layers\?/],
    [
      'an HDF5 file',
      Uint8Array.of(0x89, 0x48, 0x44, 0x46, 1, 2, 3, 4, 5),
      {},
      /^FORMAT .*Received an HDF5 file\. Write one: numpy\.savez/,
    ],
    [
      'a .keras file',
      zip([{ name: 'metadata.json', content: Uint8Array.of(123, 125) }]),
      {},
      /^FORMAT .*Received a \.keras file\. Write one: numpy\.savez/,
    ],
    ['another file', new Uint8Array(20), {}, /^FORMAT .*must be \.npz or \.safetensors/],
    ['no file', new Uint8Array(), {}, /^FORMAT .*must be \.npz or \.safetensors/],
    [
      'broken safetensors',
      encodeSafetensors(good).subarray(0, 300),
      { name: 'w.safetensors' },
      /^FORMAT fromKeras at w\.safetensors/,
    ],
    ['a broken archive', bytes(keras.simple.list).subarray(0, 600), { name: 'w.npz' }, /^FORMAT fromKeras at w\.npz/],
  ])('is refused, and nothing is set: %s', async (__, file, options, message) => {
    const model = chain(2);
    const before = await model.getWeights();
    expect(await rejection(fromKeras(model, file, options))).toMatch(message);
    expect(await model.getWeights()).toEqual(before);
  });

  it('is told apart from a transpose', async () => {
    const model = built(sequential([new Dense({ units: 3 })]), 2);
    const file = encodeSafetensors({ 'dense/kernel': full([3, 2]), 'dense/bias': full([3]) });
    expect(await rejection(fromKeras(model, file))).toMatch(
      /kernel must be \[2, 3\].*Received \[3, 2\].*It is the transpose/,
    );
  });

  it('is a model that is not built', async () => {
    const model = sequential([new Dense({ units: 2 })]);
    model.compile({ seed: 1, backend: cpu() });
    expect(await rejection(fromKeras(model, listOf([2, 2], [2])))).toMatch(/^STATE /);
  });
});
