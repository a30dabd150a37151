/** Files that draw, on onnxruntime-web in a page and in Node: the masks are those of the library, bit for bit. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { cpu } from '@bernoulli/backend-cpu';
import { exportOnnx, onnx } from '@bernoulli/backend-onnx';
import * as native from 'onnxruntime-node';
import * as web from 'onnxruntime-web';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectMask } from '../system/expect-mask.ts';
import * as every from '../system/every-draw.ts';
import { bundle, findBrowser, open } from './browser.ts';
import { run, type Story } from './browser-run.ts';
import type { MoreFiles, OnnxReport } from './onnx-page.ts';
import { drawn, noisy, ROWS, STEPS, type Drawn } from './onnx-run.ts';

const browser = findBrowser();
const page = fileURLToPath(new URL('onnx-page.ts', import.meta.url));
const binary = createRequire(import.meta.url).resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm');
const model = noisy(cpu({ threads: 1 }));
let [stochastic, uncertainty]: Uint8Array[] = [];
/** All that draws, in several networks. */
const networks = every.everyDrawInParts();
const steps = [0, 7];
const input = { shape: [every.ROWS, every.FEATURES], data: every.x };
const more: Record<string, Buffer> = {};

beforeAll(async () => {
  stochastic = await exportOnnx(model, { mode: 'stochastic', masks: true });
  uncertainty = await exportOnnx(model, { mode: 'uncertainty', samples: 8, batchSize: ROWS, probabilities: true });
  const files = await Promise.all(networks.map((net) => exportOnnx(net, { mode: 'stochastic', masks: true })));
  const names = files.map((_, i) => `every${i}.onnx`);
  const told: MoreFiles = { names, feeds: { steps, x: [...input.data], shape: input.shape } };
  files.forEach((file, i) => (more[names[i]!] = Buffer.from(file)));
  more['more.json'] = Buffer.from(JSON.stringify(told));
}, 120_000);

async function expectMasks(told: Drawn): Promise<void> {
  for (const [i, step] of STEPS.entries()) {
    const masks = Object.entries(await model.masks(step, { batchSize: ROWS, x: undefined }));
    expect(masks).toHaveLength(2);
    for (const [site, { data }] of masks) expect(told[i]![`mask:${site}`]).toEqual([...data]);
  }
}

function expectNear(told: Drawn, want: Drawn): void {
  for (const [i, outputs] of want.entries())
    for (const [name, values] of Object.entries(outputs)) {
      expect(told[i]![name]).toHaveLength(values.length);
      values.forEach((value, k) => expect(told[i]![name]![k]).toBeCloseTo(value, 5));
    }
}

function expectStory(told: Story, here: Story): void {
  expect(told.masks).toEqual(here.masks);
  expect(told.initial).toEqual(here.initial);
  expect(told.losses).toHaveLength(24);
  told.losses.forEach((loss, i) => expect(loss).toBeCloseTo(here.losses[i]!, 5));
}

describe('onnxruntime-web in Node', () => {
  it('draws the masks of the library', async () => {
    await expectMasks(await drawn(web, stochastic!));
  });

  it('says what the native runtime says of means and variances', async () => {
    expectNear(await drawn(web, uncertainty!), await drawn(native, uncertainty!));
  });

  it('trains as the CPU backend does', async () => {
    expectStory(await run(onnx({ runtime: web })), await run(cpu({ threads: 1 })));
  });
});

describe.skipIf(browser === undefined).each([{ isolated: false }, { isolated: true }])(
  `onnxruntime-web in a browser${browser === undefined ? ': 7 tests skipped, no Chromium found (CHROME names one)' : ''}, %o`,
  (options) => {
    let report: OnnxReport;

    beforeAll(async () => {
      const files = {
        'stochastic.onnx': Buffer.from(stochastic!),
        'uncertainty.onnx': Buffer.from(uncertainty!),
        'ort.wasm': readFileSync(binary),
        ...(options.isolated ? more : { 'more.json': Buffer.from('null') }),
      };
      report = (await open(browser!, await bundle(page, ['@bernoulli/source']), { ...options, files })) as OnnxReport;
    }, 120_000);

    it('draws the masks of the library, to the bit', async () => {
      expect(report.threads).toBe(options.isolated ? 2 : 1);
      await expectMasks(report.stochastic);
    });

    it.runIf(options.isolated)('draws what every kind draws, and all that draws beside them', async () => {
      let sites = 0;
      for (const [i, net] of networks.entries())
        for (const [k, step] of steps.entries())
          for (const [path, mask] of Object.entries(await net.masks(step, { x: input }))) {
            sites++;
            expectMask(report.more[i]![k]![`mask:${path}`]!, mask, `${path} at step ${step}`);
          }
      expect(sites).toBeGreaterThan(200);
    });

    it('says what the native runtime says of means and variances', async () => {
      expectNear(report.uncertainty, await drawn(native, uncertainty!));
    });

    it('trains as in Node', async () => {
      expectStory(report.story, await run(cpu({ simd: 'plain' })));
    });
  },
);
