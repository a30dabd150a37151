import { Tensor } from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { OutputCopies } from './output-copies.ts';

const tensor = (...values: number[]): Tensor => new Tensor('float32', Float32Array.from(values), [values.length]);
const large = (value: number): Tensor => new Tensor('float32', new Float32Array(2 ** 13).fill(value), [2 ** 13]);

it('a runtime that only returns has its results copied, at every run', () => {
  const [copies, target] = [new OutputCopies(), tensor(0, 0)];
  for (let i = 0; i < 3; i++) {
    copies.prepare({ y: target });
    copies.collect({ y: tensor(i, -i) });
    expect([...(target.data as Float32Array)]).toEqual([i, -i]);
  }
});

it('one that fills the arrays has its copies dropped', () => {
  const [copies, target] = [new OutputCopies(), large(0)];
  for (let i = 0; i < 3; i++) {
    copies.prepare({ y: target });
    (target.data as Float32Array).fill(i);
    const copy = large(i);
    copies.collect({ y: copy });
    expect((target.data as Float32Array)[5]).toBe(i);
    expect((copy.data as Float32Array).length).toBe(0);
  }
});

it('results that fit the arrays by chance are not taken for filled ones', () => {
  const [copies, target] = [new OutputCopies(), tensor(7)];
  copies.prepare({ y: target });
  copies.collect({ y: tensor(7) });
  copies.prepare({ y: target });
  copies.collect({ y: tensor(8) });
  expect([...(target.data as Float32Array)]).toEqual([8]);
});

it('where only flags and whole numbers wait, they are copied, whatever stood there', () => {
  const [copies, target] = [new OutputCopies(), new Tensor('bool', Uint8Array.of(1), [1])];
  for (const value of [0, 1, 0]) {
    copies.prepare({ y: target });
    copies.collect({ y: new Tensor('bool', Uint8Array.of(value), [1]) });
    expect([...(target.data as Uint8Array)]).toEqual([value]);
  }
});
