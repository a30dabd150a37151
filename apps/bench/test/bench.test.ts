/** The program behind `npm run bench`, as a user meets it. Nothing here depends on how long anything takes. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { readReport } from '../src/results.ts';

const program = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'bench-'));
afterAll(() => rmSync(folder, { recursive: true }));

function run(...args: readonly string[]) {
  const node = ['--conditions=@bernoulli/source', '--import', 'tsx', program, ...args];
  return spawnSync(process.execPath, node, { encoding: 'utf8' });
}

describe('npm run bench', () => {
  it('tells the options', () => {
    const { status, stdout } = run('--help');
    expect(status).toBe(0);
    expect(stdout).toContain('--compare FILE');
  });
  it('names the works and contenders there are when asked for another', () => {
    const network = run('--network', '1-2-3');
    expect(network.status).toBe(2);
    expect(network.stderr).toMatch(/--network must be part of a name\. Received 1-2-3\.[^]*784-64-10, batch 32/);
    const contender = run('--contender', 'abacus');
    expect(contender.status).toBe(2);
    expect(contender.stderr).toMatch(/Received abacus\.[^]*Keras-JAX/);
  });
  it('says what is wrong with a file to compare with, before it measures', () => {
    const file = join(folder, 'other.json');
    writeFileSync(file, '{"results": 1}');
    expect(run('--compare', file).stderr).toContain('is not a report that "npm run bench -- --json FILE" wrote');
    expect(run('--compare', join(folder, 'none.json')).stderr).toContain('cannot be read as a report');
  });
  it('shows how much of each layer is not zero, and draws it', () => {
    const { status, stdout } = run('--density', folder, '--network', '784-64-10');
    expect(status).toBe(0);
    expect(stdout).toMatch(/gradient of layer 1 +\d+\.\d %/);
    expect(readFileSync(join(folder, 'density.svg'), 'utf8')).toContain('<svg');
  });
  it('times what is there, reports those that are not as absent, and compares with what it wrote', () => {
    const file = join(folder, 'report.json');
    const args = ['--quick', '--rounds', '1', '--network', 'noise', '--python'];
    const first = run(...args, 'no-such-python', '--json', file);
    expect(first.stderr).toBe('');
    expect(first.status).toBe(0);
    expect(first.stdout).toMatch(/dropout noise\n +ns per element/);
    expect(first.stdout).toContain('absent: PyTorch: no-such-python was not found (dropout noise)');
    expect(first.stdout).toContain('absent: Keras-JAX: no-such-python was not found');
    const report = readReport(file);
    expect(report.results.map(({ contender }) => contender)).toEqual(['cpu()', 'cpu({ threads: 1 })']);
    for (const { rounds, peak, threads } of report.results) {
      expect(rounds).toHaveLength(1);
      expect(rounds[0]).toBeGreaterThan(0);
      expect(peak).toBeGreaterThan(2 ** 20);
      expect(threads).toBeGreaterThan(0);
    }

    // The same machine a thousand times as fast: everything is worse now.
    const faster = report.results.map((r) => ({ ...r, rounds: r.rounds.map((ms) => ms / 1000) }));
    writeFileSync(file, JSON.stringify({ ...report, results: faster }));
    // A Python that is none: its failure is told, and stops nobody else.
    const worse = run(...args, process.execPath, '--compare', file);
    expect(worse.stdout).toMatch(/failed: PyTorch: the process ended with code 1\n[^]*ERR_UNKNOWN_FILE_EXTENSION/);
    expect(worse.stdout).toContain('WORSE');
    expect(worse.status).toBe(1);
  }, 120_000);
});
