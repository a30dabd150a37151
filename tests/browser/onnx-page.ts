/** The page's program: it runs exported files on onnxruntime-web, trains on it, and posts what came of it. */
import { onnx } from '@bernoulli/backend-onnx';
import { cpu } from '@bernoulli/backend-cpu';
import * as ort from 'onnxruntime-web/wasm';
import { run } from './browser-run.ts';
import { drawn, type Drawn, type Feeds } from './onnx-run.ts';
import type { Story } from './browser-run.ts';

/** What a page tells of ONNX Runtime in it. */
export interface OnnxReport {
  readonly threads: number;
  readonly stochastic: Drawn;
  readonly uncertainty: Drawn;
  /** Of each file that the page was given beside these. */
  readonly more: readonly Drawn[];
  readonly story: Story;
}

async function fetched(name: string): Promise<Uint8Array> {
  return new Uint8Array(await (await fetch(`/files/${name}`)).arrayBuffer());
}

/** Files that the page finds beside the others, and what they are run on. */
export interface MoreFiles {
  readonly names: readonly string[];
  readonly feeds: Omit<Feeds, 'x'> & { readonly x: readonly number[] };
}

async function drawnInMore(): Promise<Drawn[]> {
  const more = (await (await fetch('/files/more.json')).json()) as MoreFiles | null;
  if (more === null) return [];
  const { names, feeds } = more;
  const all: Drawn[] = [];
  for (const name of names)
    all.push(await drawn(ort, await fetched(name), { ...feeds, x: Float32Array.from(feeds.x) }));
  return all;
}

async function report(): Promise<void> {
  const { crossOriginIsolated } = globalThis as { readonly crossOriginIsolated?: boolean };
  const threads = crossOriginIsolated === true ? 2 : 1;
  ort.env.wasm.numThreads = threads;
  ort.env.wasm.wasmBinary = (await fetched('ort.wasm')).buffer as ArrayBuffer;
  const told: OnnxReport = {
    threads,
    stochastic: await drawn(ort, await fetched('stochastic.onnx')),
    uncertainty: await drawn(ort, await fetched('uncertainty.onnx')),
    more: await drawnInMore(),
    story: await run(onnx({ runtime: ort, threads, host: cpu({ simd: 'plain', threads: 1 }) })),
  };
  await post('/stories', told);
}

function post(path: string, body: unknown): Promise<Response> {
  return fetch(path, { method: 'POST', body: JSON.stringify(body) });
}

report().catch((error: unknown) => post('/error', String(error instanceof Error ? error.stack : error)));
