/** Pages under content security policies: what a policy forbids is done without, and said once with the directive's name. */
import { fileURLToPath } from 'node:url';
import { cpu } from '@bernoulli/backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundle, findBrowser, open } from './browser.ts';
import { run, type Story } from './browser-run.ts';
import type { PolicyBackend, PolicyReport } from './policy-page.ts';

const browser = findBrowser();
const page = fileURLToPath(new URL('policy-page.ts', import.meta.url));

const scripts = "script-src 'self' 'wasm-unsafe-eval'";
const trusted = "require-trusted-types-for 'script'";

describe.skipIf(browser === undefined)(
  `under a policy${browser === undefined ? ': 10 tests skipped, no Chromium found (CHROME names one)' : ''}`,
  { timeout: 120_000 },
  () => {
    let script: string;
    let here: Story;
    beforeAll(async () => {
      script = await bundle(page, ['@bernoulli/source']);
      here = await run(cpu({ simd: 'plain' }));
    }, 120_000);

    const opened = async (backend: PolicyBackend, policy?: string): Promise<PolicyReport> =>
      (await open(browser!, script, {
        isolated: true,
        query: encodeURIComponent(backend),
        ...(policy === undefined ? {} : { policy }),
      })) as PolicyReport;

    it.each([
      ['trusted types', trusted],
      ['trusted types of this name', `${trusted}; trusted-types bernoulli`],
      [
        'what the documentation asks for',
        `default-src 'self'; ${scripts}; worker-src blob:; ${trusted}; trusted-types bernoulli`,
      ],
    ])('with %s there are threads', async (_, policy) => {
      const { story, ...rest } = await opened('cpu', policy);
      expect(rest).toEqual({ details: { simd: 'plain', threads: 2 }, warnings: [], violations: [] });
      expect(story).toEqual(here);
    });

    it.each([
      ['trusted types of another name', `${trusted}; trusted-types theirs`, 'Add bernoulli to trusted-types'],
      ['workers of its own alone', `${scripts}; worker-src 'self'`, 'Add blob: to worker-src'],
    ])('with %s one thread does it all', async (_, policy, hint) => {
      const { story, details, warnings } = await opened('cpu', policy);
      expect(details).toEqual({ simd: 'plain', threads: 1 });
      expect(warnings).toEqual([expect.stringContaining(hint)]);
      expect(warnings[0]).toMatch(/^cpu: threads cannot be started, so one does all the work \(/);
      expect(story).toEqual(here);
    });

    it('without WebAssembly plain loops do it, and draw the same masks', async () => {
      const { story, details, warnings, violations } = await opened('cpu', "script-src 'self'");
      expect(details).toEqual({ simd: false, threads: 1 });
      expect(warnings).toEqual([expect.stringContaining("Add 'wasm-unsafe-eval' to script-src")]);
      expect(new Set(violations)).toEqual(new Set(['script-src']));
      expect(story!.masks).toEqual(here.masks);
      expect(story!.losses).toHaveLength(here.losses.length);
      story!.losses.forEach((loss, i) => expect(loss).toBeCloseTo(here.losses[i]!, 5));
    });

    describe('tfjs', () => {
      it('says that it computes on another engine where the binaries are not found', async () => {
        const { story, details, warnings } = await opened('tfjs');
        expect(details).toEqual({ engine: 'cpu' });
        expect(warnings).toEqual([expect.stringMatching(/^tfjs: the engine cpu computes, .* wasmPaths/)]);
        expect(story!.masks).toEqual(here.masks);
      });

      it('and where WebAssembly is forbidden', async () => {
        const { details, warnings } = await opened('tfjs with paths', "script-src 'self'");
        expect(details).toEqual({ engine: 'cpu' });
        expect(warnings).toEqual([expect.stringMatching(/^tfjs: the engine cpu computes, .*'wasm-unsafe-eval'/)]);
      });

      it('takes wasm where they are, without a word', async () => {
        const { story, details, warnings } = await opened('tfjs with paths');
        expect({ details, warnings }).toEqual({ details: { engine: 'wasm' }, warnings: [] });
        expect(story!.masks).toEqual(here.masks);
      });

      it('fails where wasm was asked for and does not start', async () => {
        const { error } = await opened('tfjs wasm');
        expect(error).toMatchObject({ code: 'BACKEND', message: expect.stringContaining('wasmPaths') as string });
      });
    });
  },
);
