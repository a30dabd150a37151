/** What a model says of itself: the table, within its width, and the structure that diagrams are made of. */
import {
  Add,
  BatchNormalization,
  Dense,
  Dropout,
  input,
  LSTM,
  model,
  Model,
  Module,
  sequential,
  type ModelStructure,
  type Tensor,
} from '@bernoulli/api';
import { describe, expect, it } from 'vitest';
import { compiled } from './nets.ts';

class Block extends Module {
  readonly className = 'Block';
  dense = new Dense({ units: 4 });
  override build(): void {
    this.addWeight({ name: 'scale', shape: [4], initializer: 'ones' });
  }
  call(x: Tensor): Tensor {
    return this.dense.apply(x).mul(this.weight('scale', x)).add(x);
  }
}

class Net extends Model {
  block = new Block();
  dropout = new Dropout({ rate: 0.5 });
  norm = new BatchNormalization();
  head = new Dense({ units: 2 });
  constructor() {
    super({ name: 'net' });
  }
  call(a: Tensor, b: Tensor): { sum: Tensor; alone: Tensor } {
    const once = this.dropout.apply(this.block.apply(a));
    const twice = this.block.apply(once).add(b);
    return { sum: this.head.apply(this.norm.apply(twice)), alone: once.add(b).mul(2) };
  }
}

function net(): Net {
  const made = compiled(new Net(), { loss: 'meanSquaredError', metrics: [] });
  made.norm.trainable = false;
  made.buildFor([4], [4]);
  return made;
}

describe('a summary', () => {
  it('has a row for each layer, and totals', () => {
    expect(net().summary().split('\n')).toEqual([
      'Model net',
      '─'.repeat(65),
      'Layer        Type                Output       Parameters  Trained',
      '─'.repeat(65),
      'block/dense  Dense               [?batch, 4]          20  yes',
      'block        Block               [?batch, 4]           4  yes',
      'dropout      Dropout             [?batch, 4]           0',
      'norm         BatchNormalization  [?batch, 4]          16  no',
      'head         Dense               [?batch, 2]          10  yes',
      '─'.repeat(65),
      'Parameters: 50, trained 34, frozen 16',
    ]);
  });

  it('counts what is trained in a layer, and what the model has itself', () => {
    class Scaled extends Model {
      norm = new BatchNormalization();
      override build(): void {
        this.addWeight({ name: 'scale', shape: [3], initializer: 'ones' });
      }
      call(x: Tensor): Tensor {
        return this.norm.apply(x).mul(this.weight('scale', x));
      }
    }
    const made = compiled(new Scaled({ name: 'scaled' }), { loss: 'meanSquaredError', metrics: [] });
    made.buildFor([3]);
    const lines = made.summary().split('\n');
    expect(lines[4]).toMatch(/^norm +BatchNormalization +\[\?batch, 3\] +12 +6 of 12$/);
    expect(lines.at(-1)).toBe('Parameters: 15, trained 9, frozen 6');
  });

  it.each([60, 70, 90])('stays within %i letters', (width) => {
    const deep = sequential([sequential([new Dense({ units: 4, name: 'a'.repeat(40) })], { name: 'b'.repeat(40) })]);
    compiled(deep, { loss: 'meanSquaredError', metrics: [] }).buildFor([3]);
    const lines = deep.summary({ width }).split('\n');
    expect(Math.max(...lines.slice(1, -1).map(({ length }) => length))).toBeLessThanOrEqual(width);
    expect(lines[4]).toMatch(/^b+…a+ +Dense +\[\?batch, 4\] +16 +yes$/);
  });

  it('refuses a width that is too small, and a model that is not built', () => {
    expect(() => net().summary({ width: 10 })).toThrow(
      'summary: width must be a whole number from 60 up. Received 10.',
    );
    expect(() => compiled(new Net()).structure()).toThrow('is not built');
  });
});

/** What reads what, in short. */
function wires({ layers, outputs }: ModelStructure): string[] {
  const name = (from: ModelStructure['outputs'][number]['from']): string =>
    from.map((source) => ('input' in source ? `input ${source.input}` : layers[source.layer]!.path)).join(' + ');
  return [
    ...layers.flatMap(({ path, from }) => (from === null ? [] : [`${path} < ${name(from)}`])),
    ...outputs.map((output) => `> ${output.name ?? ''} < ${name(output.from)}`),
  ];
}

describe('the structure of a model', () => {
  it('says what each layer reads, through methods of tensors, identities and second uses', () => {
    const { inputs, layers, ...structure } = net().structure();
    expect(inputs.map(({ shape }) => shape)).toEqual([[4], [4]]);
    expect(layers.map(({ path, className, from }) => `${path} ${className} ${from === null}`)).toEqual([
      'block/dense Dense true',
      'block Block false',
      'dropout Dropout false',
      'block/dense Dense true',
      'block Block false',
      'norm BatchNormalization false',
      'head Dense false',
    ]);
    expect(wires({ inputs, layers, ...structure })).toEqual([
      'block < input 0',
      'dropout < block',
      'block < dropout',
      'norm < input 1 + block',
      'head < norm',
      '> sum < head',
      '> alone < input 1 + dropout',
    ]);
  });

  it('is that of a functional model as it was written', () => {
    const x = input({ shape: [3, 2] });
    const { hidden, carry } = new LSTM({ units: 2, returnState: true }).apply(x) as Readonly<Record<string, Tensor>>;
    const made = compiled(model(x, new Dense({ units: 1 }).apply(new Add().apply(hidden!, carry!))), {
      loss: 'meanSquaredError',
      metrics: [],
    });
    expect(wires(made.structure())).toEqual(['lstm < input 0', 'add < lstm', 'dense < add', '>  < dense']);
    expect(made.structure().layers[0]!.outputs).toEqual([
      [-1, 2],
      [-1, 2],
      [-1, 2],
    ]);
  });
});
