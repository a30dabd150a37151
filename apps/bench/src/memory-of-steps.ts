/**
 * The program that counts what training steps allocate: `node --expose-gc … memory-of-steps.ts SETUP`, with the options of a
 * backend and a network as JSON. Prints bytes of JS heap per step, and bytes that Wasm memories grew by.
 */
import { choose } from './families/backends.ts';
import { modelOf } from './families/our-models.ts';
import { makeData, type Network } from './networks.ts';
import type { Setup } from './process/protocol.ts';
import { median } from './statistics.ts';
import { wasmBytes, watch } from './singles/wasm-memories.ts';

export interface Asked {
  readonly options: Setup['options'];
  readonly network: Network;
  /** Steps over which Wasm memories may grow. */
  readonly steps: number;
}

export interface Counted {
  readonly bytesPerStep: number;
  readonly wasmGrowth: number;
}

/** Steps in one window, short enough that the collector has no reason to run in between. */
const WINDOW = 100;
/** Passes before anything is counted: compilers allocate, too. */
const WARM = 10;

async function count({ options, network, steps }: Asked): Promise<Counted> {
  watch();
  const { backend } = await choose(options);
  const model = modelOf(network, backend);
  const { sizes, batchSize } = network;
  const perPass = 2 * WINDOW;
  const { x, y, rows } = makeData(network, perPass);
  const data = { data: x, shape: [rows, sizes[0]!] };
  const windows: number[] = [];
  let before = 0;
  const window = {
    onBatchEnd(batch: number): void {
      if (batch === WINDOW / 2) {
        globalThis.gc!();
        before = process.memoryUsage().heapUsed;
      } else if (batch === WINDOW / 2 + WINDOW) windows.push((process.memoryUsage().heapUsed - before) / WINDOW);
    },
  };
  const fit = (epochs: number) => model.fit(data, y, { epochs, batchSize, verbose: 0, callbacks: [window] });
  await fit(WARM);
  windows.length = 0;
  const wasm = wasmBytes();
  await fit(Math.ceil(steps / perPass));
  return { bytesPerStep: median(windows), wasmGrowth: wasmBytes() - wasm };
}

console.log(JSON.stringify(await count(JSON.parse(process.argv[2]!) as Asked)));
process.exit();
