/** TF.js's GPU engines in a browser, on a GPU made of software: the suite, and the same training as in Node. */
import { cpu } from '@bernoulli/backend-cpu';
import { caseNames } from '@bernoulli/conformance';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { known } from '../../packages/backend-tfjs/known.ts';
import { bundle, findBrowser, open } from './browser.ts';
import { run } from './browser-run.ts';
import type { GpuEngine, GpuReport } from './gpu-page.ts';

const browser = findBrowser();
const page = fileURLToPath(new URL('gpu-page.ts', import.meta.url));
const engines: readonly GpuEngine[] = ['webgl', 'webgpu'];

/** SwiftShader for both interfaces: results then do not depend on the machine. */
const flags = ['--enable-unsafe-swiftshader', '--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];

describe.skipIf(browser === undefined).each(engines)(
  `%s in a browser${browser === undefined ? ': 5 tests skipped, no Chromium found (CHROME names one)' : ''}`,
  (engine) => {
    let report: GpuReport;

    beforeAll(async () => {
      const script = await bundle(page, ['@bernoulli/source']);
      report = (await open(browser!, script, { query: engine, flags })) as GpuReport;
    }, 600_000);

    /** A browser without the interface is no failure of ours, and is counted. */
    const whenPresent =
      (test: () => void | Promise<void>) =>
      async ({ skip }: TestContext): Promise<void> => {
        if (report.absent !== undefined) skip(`${engine} cannot start: ${report.absent}`);
        await test();
      };

    it(
      'passes the suite, but for what is known',
      whenPresent(() => {
        const { totals, failures } = report.conformance;
        expect(failures).toEqual([]);
        // And the list itself, which is an item of its own.
        const total = caseNames().length + 1;
        const own = known.filter(({ on }) => on!.includes(`tfjs-${engine}`)).length;
        expect(totals).toMatchObject({ total, known: own, pass: total - own });
      }),
    );

    it(
      'compiles every shader of the suite, and sends nothing that is invalid',
      whenPresent(() => expect(report.errors).toEqual([])),
    );

    it(
      'trains as in Node: the same masks and initial weights to the bit',
      whenPresent(async () => {
        const [there, here] = [report.story, await run(cpu())];
        expect(there.masks).toEqual(here.masks);
        expect(there.initial).toEqual(here.initial);
        expect(there.losses).toHaveLength(24);
        // As for Keras in README.md.
        there.losses.forEach((loss, step) =>
          expect(Math.abs(loss - here.losses[step]!), `step ${step}`).toBeLessThan(step < 10 ? 1e-5 : 1e-4),
        );
      }),
    );

    it(
      'keeps weights, constants and shaders on the GPU, and frees every buffer',
      whenPresent(() => {
        // Rows, labels, the number of the step, and no noise; the loss, the accuracy and the verdict.
        const { written, read, shaders } = report.step;
        expect([...written].sort((a, b) => a - b)).toEqual([1, 8, 8 * 6]);
        expect({ read, compiled: shaders.during }).toEqual({ read: 3, compiled: 0 });
        expect(shaders.before).toBeGreaterThan(10);
        expect(report.left).toBe(0);
      }),
    );

    it(
      'computes a dense layer in one kernel, which keeps NaN',
      whenPresent(() => {
        expect(report.kernels).toContain('_FusedMatMul');
        expect(report.kernels).toContain('OneHot');
        expect(report.relu).toEqual(['NaN', '0.0000', '2.5000']);
        expect(report.sigmoid).toEqual(['NaN', '0.3775', '0.9241']);
      }),
    );
  },
);
