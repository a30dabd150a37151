/** The tree of modules: where each has its place, and what may stand in it. */
import { Dense, Dropout, initializers, Layer, Model, sequential, type Tensor } from '@bernoulli/api';
import { describe, expect, it } from 'vitest';
import { clusters } from './data.ts';
import { compiled } from './nets.ts';

const { x, y } = clusters(12);
const quiet = { verbose: 0 } as const;

/** A model with these properties, which does this. */
function model<P extends object>(properties: P, call: (parts: P, x: Tensor) => unknown): Model {
  class Net extends Model {
    constructor() {
      super({ name: 'net' });
      Object.assign(this, properties);
    }
    call(input: Tensor): Tensor {
      return call(properties, input) as Tensor;
    }
  }
  return compiled(new Net());
}
/** A layer from outside, which checks nothing itself. */
class Named extends Layer {
  readonly className = 'Named';
  readonly given: string;
  constructor(name: string) {
    super();
    this.given = name;
  }
  getConfig() {
    return { name: this.given };
  }
  call(input: Tensor): Tensor {
    return input;
  }
}
const head = (): Dense => new Dense({ units: 3, activation: 'softmax' });

describe('paths', () => {
  it('are found in arrays, objects and models, also where an object holds itself', async () => {
    const loop: Record<string, unknown> = {};
    loop['loop'] = loop;
    const inner = sequential([new Dense({ units: 2 })]);
    const net = model({ list: [new Dense({ units: 2 })], deep: { head: head() }, inner, loop }, (m, t) =>
      m.deep.head.apply(m.inner.apply(m.list[0]!.apply(t))),
    );
    await net.fit(x, y, quiet);
    expect(Object.keys(await net.getWeights()).filter((path) => path.endsWith('kernel'))).toEqual([
      'net/list/0/kernel',
      'net/inner/dense/kernel',
      'net/deep/head/kernel',
    ]);
  });

  it('must differ', async () => {
    const net = model({ 'a/0': new Dense({ units: 3 }), a: [head()] }, (m, t) => m.a[0]!.apply(m['a/0'].apply(t)));
    await expect(net.fit(x, y, quiet)).rejects.toThrow('Dense at net/a/0: another module has this path.');
  });

  it('leave the marks of repeated uses and of optimizer state alone', async () => {
    const net = model({ drop: new Dropout({ rate: 0.5 }), 'drop@1': new Dropout({ rate: 0.5 }) }, (_, t) => t);
    await expect(net.predict(x)).rejects.toThrow(
      'Dropout at net/drop@1: the name of a module may not hold @, : or a lone surrogate.',
    );
    for (const name of ['', 'a/b', 'a@1', 'a:b', 5 as never]) {
      expect(() => new Dense({ units: 1, name })).toThrow(
        'Dense: name must hold a letter or more, and no /, @, : or lone surrogate.',
      );
      expect(() => sequential([new Named(name)])).toThrow(/the name of a layer must hold/);
    }
  });
});

describe('sequential', () => {
  it('takes each layer once, and modules only', () => {
    const drop = new Dropout({ rate: 0.5 });
    expect(() => sequential([drop, head(), drop])).toThrow('sequential: item 2 is the layer at 0 again');
    expect(() => sequential(['dense' as never])).toThrow(
      'item 0 must be a layer, a module or a model. Received string.',
    );
  });

  it('takes one input', async () => {
    const net = compiled(sequential([head()]));
    const input = { data: new Float32Array(8), shape: [2, 4] };
    await expect(net.predict([input, input])).rejects.toThrow('takes one input. Received 2.');
  });
});

describe('call', () => {
  it.each([
    ['a promise', async (t: Tensor) => t],
    ['an array', (t: Tensor) => [t]],
    ['3', () => 3],
    ['null', () => null],
    ['undefined', () => undefined],
  ])('may not return %s', async (received, body) => {
    const net = model({}, (_, t) => body(t));
    await expect(net.predict(x)).rejects.toThrow(`call must return a tensor. Received ${received}.`);
  });

  it('may not keep a tensor for later', async () => {
    let kept: Tensor | undefined;
    const net = model({ head: head() }, (m, t) => (kept ??= m.head.apply(t)));
    await expect(net.predict(x)).rejects.toThrow('Net at net: call returned a tensor of another trace.');
  });

  it('of a layer is told from apply', async () => {
    const net = model({ head: head() }, (m, t) => m.head.call(t));
    await expect(net.predict(x)).rejects.toThrow(/use a module through apply/);
    const missing = model({ head: head() }, (m) => m.head.apply(undefined as never));
    await expect(missing.predict(x)).rejects.toThrow(/needs at least one input/);
    const number = model({ head: head() }, (m, t) => m.head.apply(...([t, 2] as unknown as [Tensor])));
    await expect(number.predict(x)).rejects.toThrow('input 1 must be a tensor. Received 2.');
  });

  it('lets an error of the user through as it is', async () => {
    const mine = new RangeError('mine');
    const net = model({}, () => {
      throw mine;
    });
    await expect(net.predict(x)).rejects.toBe(mine);
  });
});

it('a build that failed may be tried again', async () => {
  let failing = true;
  class Touchy extends Layer {
    readonly className = 'Touchy';
    getConfig() {
      return {};
    }
    override build(): void {
      this.addWeight({ name: 'w', shape: [1], initializer: new initializers.Ones() });
      if (failing) throw new Error('not now');
    }
    call(t: Tensor): Tensor {
      return t.mul(this.weight('w', t));
    }
  }
  const net = model({ touchy: new Touchy() }, (m, t) => m.touchy.apply(t));
  await expect(net.predict(x)).rejects.toThrow('not now');
  failing = false;
  expect(Object.keys((await net.predict(x), await net.getWeights()))).toEqual(['net/touchy/w']);
});

it('call must use the layers that it used when the model was built', async () => {
  let calls = 0;
  const net = model({ extra: new Dense({ units: 4 }), head: head() }, (m, t) =>
    m.head.apply(calls++ === 0 ? t : m.extra.apply(t)),
  );
  await expect(net.fit(x, y, quiet)).rejects.toThrow('the weight was not there when the model was built');
});

it('a trained model is not taken for a fresh part', async () => {
  const inner = compiled(sequential([new Dense({ units: 2 }), head()]));
  await inner.fit(x, y, quiet);
  const net = model({ inner }, (m, t) => m.inner.apply(t));
  await expect(net.predict(x)).rejects.toThrow('Sequential at net/inner: a model that has weights of its own');
});
