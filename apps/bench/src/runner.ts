/** One contender in a process of its own: it is told a network, then asked for rounds. */
import { contenders } from './contenders.ts';
import { networks } from './networks.ts';
import type { Ready } from './contenders.ts';

/** What the parent asks. */
export type Request =
  { readonly prepare: { readonly contender: string; readonly network: string } } | { readonly round: true };

/** What it is told: milliseconds of one pass over the data. */
export type Reply = { readonly milliseconds: number } | { readonly error: string };

/** Milliseconds of rounds that are not counted: engines and compilers go on improving for a thousand steps. */
const warmUp = 1500;

/** Milliseconds that a timed round lasts at least: a short one would measure how a process wakes up. */
const longEnough = 700;

let ready: Ready | undefined;

async function answer(request: Request): Promise<Reply> {
  if ('prepare' in request) {
    const contender = contenders.find((c) => c.name === request.prepare.contender)!;
    ready = await contender.prepare(networks.find((n) => n.name === request.prepare.network)!);
    return { milliseconds: await passes(ready, warmUp) };
  }
  return { milliseconds: await passes(ready!, longEnough) };
}

/** Trains over the data again and again for at least so long; milliseconds per pass. */
async function passes({ pass }: Ready, atLeast: number): Promise<number> {
  const start = performance.now();
  let count = 0;
  do {
    await pass();
    count++;
  } while (performance.now() - start < atLeast);
  return (performance.now() - start) / count;
}

process.on('message', (request: Request) => {
  answer(request).then(
    (reply) => process.send!(reply),
    (error: Error) => process.send!({ error: error.message }),
  );
});
