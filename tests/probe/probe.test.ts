/** The dropout probe on what is installed here, through its command too, and the page of its results. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runDropoutProbe } from '@bernoulli/conformance';
import { afterAll, describe, expect, it } from 'vitest';
import { adapters } from './adapters/index.ts';
import { keptResults, pageOfResults } from './page.ts';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const room = mkdtempSync(join(tmpdir(), 'dropout-probe-'));
afterAll(() => rmSync(room, { recursive: true }));

/** The laws that a library that is installed here does not keep. */
const broken: Readonly<Record<string, readonly string[]>> = {
  'bernoulli-cpu': [],
  'bernoulli-tfjs': [],
  'bernoulli-onnx': [],
  tfjs: [],
  // TF.js 4.22: a seed is that of every step, and a rate beyond its ends is taken for no dropout.
  'tfjs-layers': ['steps', 'rate 1', 'wrong rates'],
};

describe('the dropout probe', () => {
  it.each(Object.entries(broken))(
    'says of %s that it breaks %j',
    async (name, laws) => {
      const { results } = await runDropoutProbe(await adapters[name]!(repository));
      expect(results.filter(({ verdict }) => verdict === 'fail').map(({ law }) => law)).toEqual(laws);
      expect(results.filter(({ verdict }) => verdict === 'pass').length).toBeGreaterThanOrEqual(10);
    },
    120_000,
  );

  it('has its results on its page, as they are kept', async () => {
    expect(keptResults().length).toBeGreaterThanOrEqual(10);
    expect(readFileSync(join(repository, 'docs/dropout-probe.md'), 'utf8')).toBe(await pageOfResults());
  });
});

describe('conformance probe', () => {
  const command = join(repository, 'packages/conformance/bin/command.ts');
  /** The command on a program whose code is given, as what follows `--`. */
  function probe(code: string, ...options: readonly string[]) {
    const program = join(room, 'adapter.mjs');
    writeFileSync(program, code);
    const node = ['--conditions=@bernoulli/source', '--import', 'tsx', command, 'probe', ...options];
    return spawnSync(process.execPath, [...node, '--', process.execPath, program], { encoding: 'utf8' });
  }
  /** A dropout that never scales, in twelve lines of another program. */
  const unscaled = `
    import { createInterface } from 'node:readline';
    createInterface({ input: process.stdin }).on('line', (line) => {
      const { ask, rate, shape, training, value } = JSON.parse(line);
      const size = () => shape.reduce((n, m) => n * m, 1);
      const answer =
        ask === 'subject' ? { name: 'mine', version: 'mine 1.0', offers: [] }
        : !(rate >= 0 && rate <= 1) ? { refused: 'no such rate' }
        : { outputs: Array.from({ length: size() }, () => (training && Math.random() < rate ? 0 : value)) };
      console.log(JSON.stringify(answer));
    });`;

  it('tells a program what it breaks, and writes it down', () => {
    const json = join(room, 'report.json');
    const { status, stdout, stderr } = probe(unscaled, '--json', json, '--md', join(room, 'report.md'));
    expect(stderr).toBe('');
    expect(stdout).toContain('| scale | **fail** | at rate 0.1: in training × 1, in inference × 1');
    expect(status).toBe(1);
    expect(readFileSync(join(room, 'report.md'), 'utf8').trim()).toBe(stdout.trim());
    const { format, subject, results } = JSON.parse(readFileSync(json, 'utf8'));
    expect([format, subject.name, results.length]).toEqual([1, 'mine', 13]);
    expect(results.filter(({ verdict }: { verdict: string }) => verdict === 'fail')).toHaveLength(1);
  }, 60_000);

  it.each([
    ['ends', 'process.exit(3)', /ended with 3 before it answered/],
    ['says what is no JSON', 'console.log("hello")', /a line that is no JSON: hello|said more than it was asked/],
    [
      'answers what was not asked',
      'process.stdin.on("data", () => console.log("{}"))',
      /an answer that the probe does not know: \{\}/,
    ],
    [
      'offers what there is not',
      `process.stdin.on("data", () => console.log('{"name":"a","version":"1","offers":["magic"]}'))`,
      /offers may be seed, site, noiseShape\. Received "magic"/,
    ],
  ])(
    'says so where the program %s',
    (_, code, message) => {
      const { status, stderr } = probe(code);
      expect(stderr).toMatch(message);
      expect(status).toBe(2);
    },
    60_000,
  );

  it('says so where there is no such program, and takes no option of run', () => {
    const node = ['--conditions=@bernoulli/source', '--import', 'tsx', command, 'probe'];
    const run = (...args: readonly string[]) => spawnSync(process.execPath, [...node, ...args], { encoding: 'utf8' });
    expect(run('--', 'no-such-program').stderr).toContain('no-such-program');
    const { status, stderr } = run('--op', 'add', '--', 'true');
    expect([status, stderr.split('\n')[0]]).toEqual([2, '--op is not for probe']);
  }, 60_000);
});
