/** Executables run in place, where a backend offers it: what comes of it is what `run` gives. */
import { GraphBuilder, type Executable, type Graph, type InPlace, type Values } from '@bernoulli/api/ir';
import { tensor } from '../case-graph.ts';
import { f32, i32, noise, wholeNoise } from '../data.ts';
import { expectFailure, expectValue, session, type Journey } from './journey.ts';
import { trainingStep } from './mlp.ts';

const sizes = { batch: 12, inputs: 5, hidden: 16, classes: 3, learningRate: 0.02 };

/** A training step that draws its own masks. */
function step(): Graph {
  return trainingStep(sizes, 0.4, (b, shape) => b.less(b.uniform(b.input('key', 'i32', [2]), shape), 0.6));
}

function batch(index: number): Values {
  return {
    x: tensor(noise([12, 5], 200 + index)),
    labels: tensor(wholeNoise([12], 300 + index, 0, 3)),
    key: tensor(i32([2], [9, index])),
  };
}

async function begin(program: Executable): Promise<Executable> {
  await program.writeState('kernel1', tensor(noise([5, 16], 101, -0.7, 0.7)));
  await program.writeState('kernel2', tensor(noise([16, 3], 102, -0.6, 0.6)));
  return program;
}

/** Fills the arrays of an executable as they are now, and runs on them. `null` where it offers none. */
async function runInPlace(program: Executable, inputs: Values): Promise<InPlace | null> {
  const arrays = program.inPlace?.() ?? null;
  if (arrays === null) return null;
  for (const [name, { data }] of Object.entries(inputs)) arrays.inputs[name]!.set(data);
  await arrays.run();
  return program.inPlace!();
}

const training: Journey = {
  name: 'in place, a training run gives the bits of run()',
  run: (backend) =>
    session(backend, async (compile) => {
      const [plain, placed] = [await begin(await compile(step())), await begin(await compile(step()))];
      for (let i = 0; i < 6; i++) {
        const arrays = await runInPlace(placed, batch(i));
        if (arrays === null) return;
        const { loss } = await plain.run(batch(i));
        const got = { dtype: 'f32', shape: [], data: arrays.outputs['loss']! } as const;
        expectValue(`the loss of step ${i}`, got, f32([], [loss!.data[0]!]));
        for (const name of ['kernel1', 'kernel1/first', 'bias2', 'step']) {
          const { dtype, shape, data } = await plain.readState(name);
          const want = { dtype, shape, data: [...data] };
          expectValue(`${name} after step ${i}`, { dtype, shape, data: arrays.state[name]! }, want);
          expectValue(`${name} after step ${i}, read`, await placed.readState(name), want);
        }
      }
    }),
};

const mixed: Journey = {
  name: 'in place and run() take turns on one state',
  run: (backend) =>
    session(backend, async (compile) => {
      const [plain, placed] = [await begin(await compile(step())), await begin(await compile(step()))];
      for (let i = 0; i < 4; i++) {
        const want = (await plain.run(batch(i)))['loss']!.data[0]!;
        if (i % 2 === 0) {
          expectValue(`the loss of step ${i}`, (await placed.run(batch(i)))['loss'], f32([], [want]));
          continue;
        }
        const arrays = await runInPlace(placed, batch(i));
        if (arrays === null) return;
        const got = { dtype: 'f32', shape: [], data: arrays.outputs['loss']! } as const;
        expectValue(`the loss of step ${i}, in place`, got, f32([], [want]));
      }
    }),
};

/** Adds up, and hands on inputs that it does not otherwise need; `idle` nothing reads at all. */
function sums(): Graph {
  const b = new GraphBuilder();
  const [x, total, same] = [b.input('x', 'f32', [2]), b.input('total', 'f32', [2]), b.input('same', 'i32', [3])];
  const seen = b.input('seen', 'bool', [2]);
  b.input('idle', 'f32', [1000]);
  const next = b.add(total, x);
  return b.build({
    outputs: { next, seen, same },
    state: [{ name: 'total', node: total, next }],
    commit: b.isFinite(b.reduceSum(next)),
  });
}

const commit: Journey = {
  name: 'in place, commit false keeps the state, and inputs may be outputs',
  run: (backend) =>
    session(backend, async (compile) => {
      const program = await compile(sums());
      const feed = (a: number, c: number) =>
        runInPlace(program, {
          x: tensor(f32([2], [a, c])),
          same: tensor(i32([3], [a, c, 7])),
          idle: tensor(f32([1000], new Array<number>(1000).fill(a))),
          seen: { dtype: 'bool', shape: [2], data: Uint8Array.of(1, 0) },
        });
      if ((await feed(1, 2)) === null) return;
      const refused = await feed(Infinity, 1);
      const next = { dtype: 'f32', shape: [2], data: refused!.outputs['next']! } as const;
      expectValue('the output of a run that is not kept', next, f32([2], [Infinity, 3]));
      expectValue('the state after it', await program.readState('total'), f32([2], [1, 2]));
      const kept = await feed(10, 20);
      expectValue('the state in the end', await program.readState('total'), f32([2], [11, 22]));
      const same = { dtype: 'i32', shape: [3], data: kept!.outputs['same']! } as const;
      expectValue('an output that is an input', same, i32([3], [10, 20, 7]));
    }),
};

const moving: Journey = {
  name: 'in place, memory may move while another program is compiled',
  run: (backend) =>
    session(backend, async (compile) => {
      const [plain, placed] = [await begin(await compile(step())), await begin(await compile(step()))];
      if ((await runInPlace(placed, batch(0))) === null) return;
      await plain.run(batch(0));
      const arrays = placed.inPlace!()!;
      if (placed.inPlace!() !== arrays) throw new Error('another object though no memory has moved');
      // Two megabytes of state and as much again for its sum: more than any arena keeps in reserve.
      const b = new GraphBuilder();
      const [kernel, wide] = [b.input('kernel2', 'f32', [16, 3]), b.input('wide', 'f32', [512, 1024])];
      const graph = b.build({
        outputs: { sum: b.reduceSum(b.exp(wide)), kernel: b.neg(kernel) },
        state: [
          { name: 'kernel2', node: kernel, next: null },
          { name: 'wide', node: wide, next: b.add(wide, 1) },
        ],
      });
      const other = await compile(graph, { shareState: placed });
      for (let i = 1; i < 4; i++) {
        const now = await runInPlace(placed, batch(i));
        await other.run({});
        const { loss } = await plain.run(batch(i));
        const got = { dtype: 'f32', shape: [], data: now!.outputs['loss']! } as const;
        expectValue(`the loss of step ${i}`, got, f32([], [loss!.data[0]!]));
      }
      const { data } = await plain.readState('kernel2');
      expectValue(
        'kernel2, seen by the other',
        (await other.run({}))['kernel'],
        f32(
          [16, 3],
          [...data].map((w) => -w),
        ),
      );
    }),
};

const ended: Journey = {
  name: 'in place is refused after dispose',
  run: (backend) =>
    session(backend, async (compile) => {
      const program = await compile(sums());
      const arrays = program.inPlace?.() ?? null;
      if (arrays === null) return;
      await program.dispose();
      await expectFailure('asking for the arrays', 'STATE', async () => program.inPlace!());
      await expectFailure('running on arrays of before', 'STATE', async () => arrays.run());
    }),
};

export const inPlace: readonly Journey[] = [training, mixed, commit, moving, ended];
