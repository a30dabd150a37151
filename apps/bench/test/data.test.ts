/** The data that networks are trained on. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, it } from 'vitest';
import { contenders, isOurs, onNode, withoutSkipping } from '../src/contenders/index.ts';
import { makeData, networkOf } from '../src/networks.ts';
import { mnistName, onMnist, qualities, wide, works } from '../src/works.ts';

const folder = mkdtempSync(join(tmpdir(), 'bench-data-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('is made up where no folder is given, without zeros but for the first', () => {
  const { x, y, rows } = makeData(networkOf([784, 64, 10], 32), 2);
  expect([rows, x.length, y.length]).toEqual([64, 64 * 784, 64]);
  expect(x.filter((v) => v === 0)).toHaveLength(1);
});

it('is MNIST where its folder is given, from the first row on again at its end', () => {
  const pixels = Uint8Array.from({ length: 16 + 2 * 784 }, (_, i) => (i < 16 ? 0 : i % 256));
  writeFileSync(join(folder, 'train-images-idx3-ubyte.gz'), gzipSync(pixels));
  writeFileSync(join(folder, 'train-labels-idx1-ubyte'), Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 7, 3));
  const network = networkOf([784, 64, 10], 3, { mnist: folder });
  expect(network.name).toBe('784-64-10, batch 3, MNIST');
  const { x, y } = makeData(network, 1);
  expect([...y]).toEqual([7, 3, 7]);
  expect([...x.subarray(0, 3)]).toEqual([16, 17, 18].map((v) => Math.fround(v / 255)));
  expect(x.subarray(2 * 784)).toEqual(x.subarray(0, 784));
});

it('is timed in the rounds of the same network on numbers that are made up', () => {
  for (const { name, group } of onMnist(folder)) {
    expect(name).toMatch(/, MNIST$/);
    expect(works.some((work) => work.group === group && `${work.name}, MNIST` === name)).toBe(true);
  }
});

it('names the trainings on MNIST as the marks do', () => {
  expect(onMnist(folder).map(({ name }) => name)).toContain(mnistName(wide));
});

it('is learned in epochs of whole batches, by those alone whose steps are quick', () => {
  for (const { name, job } of qualities(folder)) {
    expect(name).toMatch(/^to 9\d\.\d % of MNIST/);
    expect(job).toMatchObject({ kind: 'learn', network: { steps: 468, mnist: folder } });
    const names = contenders.filter(({ takes }) => takes(job)).map((who) => who.name);
    expect(names).toEqual(['cpu()', 'onnx()', 'PyTorch', 'PyTorch, fused Adam', 'Keras-JAX']);
  }
});

it('is multiplied with its zeros by those of ours that are asked for, on each Node', () => {
  const all = [...contenders, ...withoutSkipping];
  expect(onNode(all, 'node', 'v1').map(({ name }) => name)).toEqual([
    'cpu(), Node v1',
    'cpu({ threads: 1 }), Node v1',
    'cpu({ sparse: false }), Node v1',
    'cpu({ threads: 1, sparse: false }), Node v1',
  ]);
  expect(
    all
      .concat(onNode(all, 'node', 'v1'))
      .filter(({ name }) => isOurs(name))
      .every(({ ours }) => ours),
  ).toBe(true);
});
