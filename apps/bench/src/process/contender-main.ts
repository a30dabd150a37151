/** The program of a Node process that is timed: takes requests on standard input, replies on standard output. */
import { createInterface } from 'node:readline';
import { mark, type ContenderProgram, type Reply, type Request } from './protocol.ts';
import { round, warmUp, type Prepare, type Ready } from './timing.ts';

/** Those that run in Node, each loaded only by a process that needs it. */
const programs: Partial<Record<ContenderProgram, () => Promise<Prepare>>> = {
  ours: async () => (await import('../contenders/ours.ts')).prepareOurs,
  layers: async () => (await import('../contenders/layers.ts')).prepareLayers,
  'jax-js': async () => (await import('../contenders/jax-js.ts')).prepareJaxJs,
};

let ready: Ready | undefined;

async function answer(request: Request): Promise<Reply> {
  if ('prepare' in request) {
    const { program, options, job, warmUp: atLeast } = request.prepare;
    const prepare = await programs[program]!();
    const prepared = await prepare(job, options);
    if ('absent' in prepared) return prepared;
    ready = prepared;
    return { prepared: await warmUp(prepared, atLeast) };
  }
  return { round: await round(ready!, request.round.atLeast) };
}

for await (const line of createInterface({ input: process.stdin })) {
  let reply: Reply;
  try {
    reply = await answer(JSON.parse(line) as Request);
  } catch (error) {
    reply = { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  process.stdout.write(`\n${mark}${JSON.stringify(reply)}\n`);
}
