/** No two things that a model draws share a key: where their paths have one hash, the model is refused. */
import { Dense, Dropout, initializers, Layer, Model, sequential, Trace, type Tensor } from '@bernoulli/api';
import { drawBernoulli, hashPath } from '@bernoulli/api/random';
import { describe, expect, it } from 'vitest';
import { clusters } from './data.ts';
import { compiled } from './nets.ts';

const { x, y } = clusters(8);
const dense = (name: string): Dense => new Dense({ units: 4, name });
const dropout = (name: string): Dropout => new Dropout({ rate: 0.5, name });
const head = (): Dense => new Dense({ units: 3, activation: 'softmax' });

/** A layer with a weight, and one with noise of which nothing is known until it is drawn. */
class Weighed extends Layer {
  readonly className = 'Weighed';
  readonly drop = new Dropout({ rate: 0.5 });
  readonly weightName: string;
  constructor(weightName: string) {
    super();
    this.weightName = weightName;
  }
  getConfig() {
    return {};
  }
  override build(): void {
    this.addWeight({ name: this.weightName, shape: [1], initializer: new initializers.Ones() });
  }
  call(t: Tensor): Tensor {
    return this.drop.apply(t).mul(this.weight(this.weightName, t));
  }
}
class Noisy extends Layer {
  readonly className = 'Noisy';
  readonly name: string;
  constructor(name: string) {
    super();
    this.name = name;
  }
  getConfig() {
    return { name: this.name };
  }
  call(t: Tensor): Tensor {
    const trace = Trace.of(t);
    if (!trace.noisy) return t;
    const mask = trace.site({
      type: { dtype: 'bool', shape: t.shape },
      rows: 'own',
      draw: ({ key, rowOffset, type }) => drawBernoulli(key, 0.5, type.shape, rowOffset),
      logProbability: (m) => m.cast('f32').sum(),
    });
    return t.where(mask, 0);
  }
}

const refusal = (a: string, b: string) => ({
  code: 'NAME',
  message: `Model: ${a} and ${b} would draw the same numbers, for their paths have one hash. Rename one of them.`,
});
const hashes = (...uses: string[]): number[] => uses.map((use) => hashPath(use.split(' ').at(-1)!));

describe('a model is refused when it is built', () => {
  it.each([
    {
      what: 'two weights',
      layers: [dense('l9rnw'), dense('lapba')],
      uses: ['the weight sequential/l9rnw/kernel', 'the weight sequential/lapba/kernel'],
    },
    {
      what: 'noise and a weight',
      layers: [dense('knmq'), dropout('s15mq')],
      uses: ['the site sequential/s15mq', 'the weight sequential/knmq/kernel'],
    },
    {
      what: 'noise and the order of rows',
      layers: [dropout('ae9dopb')],
      uses: ['the order of rows #shuffle', 'the site sequential/ae9dopb'],
    },
    {
      what: 'noise of training and of samples',
      layers: [dropout('xm34'), dropout('cadna')],
      uses: ['the site sequential/xm34', 'the site #sample:sequential/cadna'],
    },
  ])('for $what', async ({ layers, uses: [a, b] }) => {
    const [one, other] = hashes(a!, b!);
    expect(one).toBe(other);
    const net = compiled(sequential([...layers, head()]));
    expect(() => net.buildFor([4])).toThrow(expect.objectContaining(refusal(a!, b!)));
    await expect(net.predict(x)).rejects.toMatchObject(refusal(a!, b!));
  });

  it('for a weight in the place of noise', () => {
    const net = compiled(sequential([new Weighed('drop'), head()]));
    expect(() => net.buildFor([4])).toThrow(
      expect.objectContaining(refusal('the site sequential/weighed/drop', 'the weight sequential/weighed/drop')),
    );
  });
});

describe('a draw is refused before it is made', () => {
  it('for noise that was not known before', async () => {
    const net = compiled(sequential([dense('knmq'), new Noisy('s15mq'), head()]));
    await net.predict(x);
    const refused = refusal('the weight sequential/knmq/kernel', 'the site sequential/s15mq');
    await expect(net.fit(x, y, { verbose: 0 })).rejects.toMatchObject(refused);
    await expect(net.masks(0)).rejects.toMatchObject(refused);
    await expect(net.program('training')).rejects.toMatchObject(refused);
    expect(net.progress.step).toBe(0);
  });

  it('for a step of its own', async () => {
    const net = compiled(sequential([dropout('qt6d'), dropout('ug9y'), head()]));
    const objective = ({ x: [rows] }: { x: readonly Tensor[] }): Tensor => net.apply(rows!).sum();
    await net.step({ name: 'b', optimizer: 'sgd', objective })({ x });
    await expect(net.step({ name: 'a', optimizer: 'sgd', objective })({ x })).rejects.toMatchObject(
      refusal('the site sequential/ug9y', 'the site a:sequential/qt6d'),
    );
  });
});

describe('a name', () => {
  const lone = 'a\ud83d';

  it('holds no half of a character, which UTF-8 cannot tell from another', () => {
    expect(() => dropout(lone)).toThrow('name must hold a letter or more, and no /, @, : or lone surrogate');
    expect(() => sequential([new Noisy(lone)])).toThrow(/the name of a layer must hold.*"a\\ud83d"/);
    expect(() => hashPath(lone)).toThrow('hashPath: the path may hold no lone surrogate. Received "a\\ud83d".');
    class Net extends Model {
      constructor() {
        super({ name: 'net' });
        Object.assign(this, { [lone]: dropout('d') });
      }
      call(t: Tensor): Tensor {
        return t;
      }
    }
    expect(() => compiled(new Net()).buildFor([4])).toThrow('may not hold @, : or a lone surrogate');
  });

  it('may hold whole characters of two halves', async () => {
    const net = compiled(sequential([dense('a🎲'), head()]));
    net.buildFor([4]);
    expect(Object.keys(await net.getWeights())[0]).toBe('sequential/a🎲/kernel');
  });

  it.each(['', 'a/b', 'a@1', 'a:b', lone])('of a weight is no path: %j', (name) => {
    const net = compiled(sequential([new Weighed(name), head()]));
    expect(() => net.buildFor([4])).toThrow('the name of a weight must hold a letter or more, and no /, @, : or lone');
  });
});
