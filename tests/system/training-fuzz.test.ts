/** The fuzzer of training programs: what is right passes, and what is wrong is found and made as simple as it goes. */
import type { Backend } from '@bernoulli/api/ir';
import { interpreter } from '@bernoulli/api/ir/interpret';
import { expect, it } from 'vitest';
import { Random } from '../fuzz/random.ts';
import { judgeTraining } from '../fuzz/training.ts';

/** Adds a little to a weight after each run of a program that has an op. */
function wrong(op: string): Backend {
  const right = interpreter();
  return {
    name: 'wrong',
    irVersion: 1,
    async compile(graph, options) {
      const program = await right.compile(graph, options);
      if (!graph.nodes.some((node) => node.op === op)) return program;
      return {
        run: async (inputs) => {
          const outputs = await program.run(inputs);
          const head = await program.readState('head');
          await program.writeState('head', { ...head, data: head.data.map((v) => v + 1e-3) });
          return outputs;
        },
        readState: (name) => program.readState(name),
        writeState: (name, value) => program.writeState(name, value),
        dispose: () => program.dispose(),
      };
    },
  };
}

async function problems(backend: Backend, count: number): Promise<string[]> {
  const found: string[] = [];
  for (let i = 0; i < count; i++) {
    const problem = await judgeTraining(backend, () => new Random(11, i));
    if (problem !== null) found.push(problem);
  }
  return found;
}

it('passes what is right', async () => expect(await problems(interpreter(), 20)).toEqual([]), 60_000);

it('finds what is wrong, and what of a program it takes', async () => {
  const found = await problems(wrong('conv'), 8);
  expect(found.length).toBeGreaterThan(0);
  for (const problem of found) {
    const [, json] = /^training (\{.*\}): head after step 0: element 0 is /.exec(problem)!;
    expect(JSON.parse(json!)).toMatchObject({
      ...{ batch: 1, positions: 1, channels: 1, steps: 1, optimizer: 'sgd', decay: false, input: 'rows' },
      layers: [{ kind: 'convolution', units: 1, activation: 'none' }],
    });
  }
}, 60_000);
