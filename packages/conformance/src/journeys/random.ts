/** Randomness as programs use it: masks that are the same bits everywhere, and batches drawn in parts. */
import { GraphBuilder, type Graph } from '@bernoulli/api/ir';
import { tensor } from '../case-graph.ts';
import { bool, f32, i32, noise } from '../data.ts';
import { expectValue, session, type Journey } from './journey.ts';

/** 16 rows of 16, a row a hexadecimal word with its first element in the highest bit. */
function mask(words: string): readonly number[] {
  return words
    .split(' ')
    .flatMap((word) => Array.from({ length: 16 }, (_, i) => (Number.parseInt(word, 16) >> (15 - i)) & 1));
}

/** Keep probability, key, and the mask: from the same program as the cases of `uniform`. */
const MASKS = [
  { p: 0.5, key: [0, 42], words: '8a22 2eb1 93a4 59cd d766 8e1a 933c 91e4 4ca8 c361 a99a 316e d8f9 c3e8 8cb1 2d8b' },
  { p: 0.3, key: [0, 42], words: '0200 2630 0304 400c 5564 0e18 111c 0004 4800 4021 819a 1162 58e8 c388 8c90 0502' },
  {
    p: 0.9,
    key: [-559038737, 7],
    words: 'fffe ffff cbfd ffba bff7 fbf7 feff efff ffff 3ffe edfd 79ef ffff ffff 3ffe ffff',
  },
] as const;

function bernoulli(p: number): Graph {
  const b = new GraphBuilder();
  const u = b.uniform(b.input('key', 'i32', [2]), [16, 16], b.input('offset', 'i32', []));
  return b.build({ outputs: { mask: b.less(u, p) } });
}

const offset = (rows: number) => tensor(i32([], [rows]));

const bernoulliMasks: Journey = {
  name: 'Bernoulli masks to the bit',
  run: (backend) =>
    session(backend, async (compile) => {
      for (const { p, key, words } of MASKS) {
        const program = await compile(bernoulli(p));
        const feed = { key: tensor(i32([2], key)), offset: offset(0) };
        const want = bool([16, 16], mask(words));
        expectValue(`the mask of p = ${p}`, (await program.run(feed))['mask'], want);
        expectValue('the same key draws the same', (await program.run(feed))['mask'], want);
      }
      for (const [p, value] of [
        [0, 0],
        [1, 1],
      ] as const) {
        const program = await compile(bernoulli(p));
        const { mask: drawn } = await program.run({ key: tensor(i32([2], [3, 4])), offset: offset(0) });
        expectValue(`the mask of p = ${p}`, drawn, bool([16, 16], new Array<number>(256).fill(value)));
      }
    }),
};

const parts: Journey = {
  name: 'a batch drawn in parts',
  run: (backend) =>
    session(backend, async (compile) => {
      const [{ p, key, words }] = MASKS;
      const b = new GraphBuilder();
      const u = b.uniform(b.input('key', 'i32', [2]), [3, 16], b.input('offset', 'i32', []));
      const program = await compile(b.build({ outputs: { mask: b.less(u, p) } }));
      const whole = mask(words);
      for (const row of [0, 3, 6, 9, 12, 13]) {
        const { mask: part } = await program.run({ key: tensor(i32([2], key)), offset: offset(row) });
        expectValue(`rows ${row} to ${row + 2}`, part, bool([3, 16], whole.slice(row * 16, (row + 3) * 16)));
      }
    }),
};

const sites: Journey = {
  name: 'two sites, two keys, and one draw used twice',
  run: (backend) =>
    session(backend, async (compile) => {
      const [half, , most] = MASKS;
      const b = new GraphBuilder();
      const [one, two] = [b.input('one', 'i32', [2]), b.input('two', 'i32', [2])];
      const u = b.uniform(one, [16, 16]);
      const graph = b.build({
        outputs: { half: b.less(u, half.p), low: b.less(u, 0.3), most: b.less(b.uniform(two, [16, 16]), most.p) },
      });
      const program = await compile(graph);
      const got = await program.run({ one: tensor(i32([2], half.key)), two: tensor(i32([2], most.key)) });
      expectValue('half', got['half'], bool([16, 16], mask(half.words)));
      expectValue('low', got['low'], bool([16, 16], mask(MASKS[1].words)));
      expectValue('most', got['most'], bool([16, 16], mask(most.words)));
    }),
};

const dropout: Journey = {
  name: 'dropout keeps and scales',
  run: (backend) =>
    session(backend, async (compile) => {
      const [{ p, key, words }] = MASKS;
      const b = new GraphBuilder();
      const x = b.input('x', 'f32', [16, 16]);
      const keep = b.less(b.uniform(b.input('key', 'i32', [2]), [16, 16]), p);
      const program = await compile(b.build({ outputs: { y: b.select(keep, b.div(x, p), 0) } }));
      const data = noise([16, 16], 55);
      const { y } = await program.run({ x: tensor(data), key: tensor(i32([2], key)) });
      const kept = mask(words);
      expectValue(
        'y',
        y,
        f32(
          [16, 16],
          data.data.map((v, i) => (kept[i] ? v / p : 0)),
        ),
      );
    }),
};

const carried: Journey = {
  name: 'a key out of carried state',
  run: (backend) =>
    session(backend, async (compile) => {
      const b = new GraphBuilder();
      const key = b.input('key', 'i32', [2]);
      const next = b.add(key, b.constant(Int32Array.of(0, 1)));
      const u = b.uniform(key, [2]);
      const program = await compile(b.build({ outputs: { u }, state: [{ name: 'key', node: key, next }] }));
      const words = ['f29a4fa7 fa843692', '704a38b7 88a4083e', 'a40ae269 e68ddb64'];
      for (const [step, line] of words.entries()) {
        const want = line.split(' ').map((word) => (Number.parseInt(word, 16) >>> 9) * 2 ** -23);
        expectValue(`step ${step}`, (await program.run({}))['u'], f32([2], want));
      }
    }),
};

export const random: readonly Journey[] = [bernoulliMasks, parts, sites, dropout, carried];
