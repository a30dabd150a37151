/** The page's program: it makes the run on each backend and posts what came of it. */
import { cpu } from '@bernoulli/backend-cpu';
import { tfjs } from '@bernoulli/backend-tfjs';
import { run } from './browser-run.ts';

async function report(): Promise<void> {
  const stories = {
    cpu: await run(cpu({ simd: 'plain' })),
    'cpu, two threads': await run(cpu({ simd: 'plain', threads: 2, grain: 0 })),
    'tfjs (cpu)': await run(tfjs({ engine: 'cpu' })),
    'tfjs (wasm)': await run(tfjs({ engine: 'wasm', wasmPaths: '/wasm/' })),
  };
  await post('/stories', stories);
}

function post(path: string, body: unknown): Promise<Response> {
  return fetch(path, { method: 'POST', body: JSON.stringify(body) });
}

report().catch((error: unknown) => post('/error', String(error instanceof Error ? error.stack : error)));
