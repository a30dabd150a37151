/** Memory comes back, from executables that are disposed of and from runs whose results nobody keeps. */
import { GraphBuilder, type Graph } from '@bernoulli/api/ir';
import { session, type Journey } from './journey.ts';

const ROUNDS = 40;
/** Elements of one array: 8 MiB. */
const SIZE = 2 ** 21;

function large(): Graph {
  const b = new GraphBuilder();
  const s = b.input('s', 'f32', [SIZE]);
  return b.build({ outputs: { s }, state: [{ name: 's', node: s, next: null }] });
}

/** Bytes in the arrays of JavaScript, those that nobody holds and that are not collected yet included; `null` where there is no word of them. */
function bytesInArrays(): number | null {
  const { process } = globalThis as { readonly process?: { memoryUsage?(): { readonly arrayBuffers?: number } } };
  return process?.memoryUsage?.().arrayBuffers ?? null;
}

/** Fails where arrays of all rounds seem to be held. The collector may need a moment, and some allocations, to notice. */
async function expectBack(what: string, before: number): Promise<void> {
  const most = (ROUNDS * SIZE * 4 * 2) / 3;
  let held = 0;
  for (let wait = 0; wait < 30; wait++) {
    held = bytesInArrays()! - before;
    if (held < most) return;
    new Float32Array(SIZE * 4).fill(1);
    await new Promise((done) => setTimeout(done, 10));
  }
  throw new Error(
    `${what} hold ${(held / 2 ** 20).toFixed(0)} MiB after ${ROUNDS} rounds of ${(SIZE * 4) / 2 ** 20} MiB`,
  );
}

const returned: Journey = {
  name: 'memory comes back after runs and after dispose',
  run: (backend) =>
    session(backend, async (compile) => {
      const before = bytesInArrays();
      if (before === null) return;
      const program = await compile(large());
      for (let round = 0; round < ROUNDS; round++) await program.run({});
      await expectBack('runs', before);
      await program.dispose();
      for (let round = 0; round < ROUNDS; round++) {
        const other = await backend.compile(large());
        await other.run({});
        await other.dispose();
      }
      await expectBack('executables that are disposed of', before);
    }),
};

export const memory: readonly Journey[] = [returned];
