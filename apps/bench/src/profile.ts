/**
 * Shows where the time of training goes: `node scripts/source.mjs apps/bench/src/profile.ts NETWORK CONTENDER`, each part of
 * a name. Functions of WebAssembly go by their numbers; what native code does is one anonymous line.
 */
import { Session, type Profiler } from 'node:inspector/promises';
import { contenders } from './contenders/index.ts';
import { choose } from './contenders/backends.ts';
import { trainsArchitecture } from './contenders/our-architectures.ts';
import { trains } from './contenders/our-models.ts';
import { chosen, UsageError } from './options.ts';
import { figure, toText } from './report/table.ts';
import { works } from './works.ts';

/** Milliseconds that are looked at, once as many have gone by for compilers to settle. */
const LONG = 4000;
/** Microseconds between two looks. */
const INTERVAL = 200;
/** Functions that are shown. */
const SHOWN = 16;

async function profile(network: string, contender: string): Promise<string> {
  const trained = works.flatMap(({ name, job }) =>
    job.kind === 'train' || job.kind === 'architecture' ? [{ name, job }] : [],
  );
  const [work] = chosen('NETWORK', trained, [network]);
  const [who] = chosen(
    'CONTENDER',
    contenders.filter(({ ours }) => ours),
    [contender],
  );
  const { backend } = await choose(who!.options);
  const { job } = work!;
  const ready =
    job.kind === 'train' ? await trains(job.network, backend) : await trainsArchitecture(job.architecture, backend);
  const steps = async (): Promise<number> => {
    const start = performance.now();
    let count = 0;
    for (; performance.now() - start < LONG; count += ready.units) await ready.pass();
    return (performance.now() - start) / count;
  };
  await steps();
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: INTERVAL });
  await session.post('Profiler.start');
  const each = await steps();
  const taken = await session.post('Profiler.stop');
  return toText({
    title: `${who!.name}, ${work!.name}: ${figure(each)} ms per step`,
    head: ['function', 'of the time', 'ms per step'],
    rows: sharesOf(taken.profile)
      .slice(0, SHOWN)
      .map(({ name, share }) => [name, `${(share * 100).toFixed(1)} %`, figure(share * each)]),
  });
}

/** Functions by the time spent in themselves, the most first. */
function sharesOf({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): { name: string; share: number }[] {
  const names = new Map(
    nodes.map(({ id, callFrame: { functionName, url } }) => {
      const place = url.split('/').slice(-2).join('/');
      return [id, `${functionName || '(anonymous)'}${place === '' ? '' : `, ${place}`}`];
    }),
  );
  const spent = new Map<string, number>();
  samples.forEach((id, i) => {
    const name = names.get(id)!;
    spent.set(name, (spent.get(name) ?? 0) + timeDeltas[i]!);
  });
  const all = timeDeltas.reduce((sum, time) => sum + time, 0);
  return [...spent].map(([name, time]) => ({ name, share: time / all })).toSorted((a, b) => b.share - a.share);
}

try {
  const [network = works[0]!.name, contender = 'cpu()'] = process.argv.slice(2);
  console.log(await profile(network, contender));
  process.exit();
} catch (error) {
  console.error(error instanceof UsageError ? error.message : error);
  process.exit(2);
}
