/** The program behind `npm run conformance`, as a user meets it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { caseNames } from '@bernoulli/conformance';
import { describe, expect, it } from 'vitest';

const program = fileURLToPath(new URL('../../packages/conformance/bin/conformance.ts', import.meta.url));

function run(...args: readonly string[]) {
  const node = ['--conditions=@bernoulli/source', '--import', 'tsx', program, ...args];
  return spawnSync(process.execPath, node, { encoding: 'utf8' });
}

describe('npm run conformance', () => {
  it('says which backends there are when asked for another', () => {
    const { status, stderr } = run('--backend', 'abacus');
    expect(status).toBe(2);
    expect(stderr).toContain('There is no backend abacus. The names are cpu, tfjs-cpu, tfjs-wasm, onnx.');
  });
  it('takes a package, or the path of a module', () => {
    const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
    try {
      const module = join(folder, 'backend.mjs');
      writeFileSync(
        module,
        "export const createBackend = () => ({ name: 'mine', irVersion: 1, compile() { throw new Error('not yet'); } });",
      );
      const { status, stdout } = run('--backend', module);
      expect(stdout).toMatch(/backend\.mjs: \d\.\d % \(\d+ pass, \d+ fail, 0 known/);
      expect(status).toBe(1);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 120_000);
  it('says what is wrong with an option it does not know', () => {
    const { status, stderr } = run('--jason', 'x');
    expect(status).toBe(2);
    expect(stderr).toContain("'--jason'");
  });
  it('prints the score, writes the report, and exits with 0 when all is well', () => {
    const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
    try {
      const { status, stdout } = run('--backend', 'cpu', '--json', join(folder, 'report.json'));
      expect(stdout).toContain(`of ${caseNames().length + 1})`);
      expect(status).toBe(0);
      const [{ name, report }] = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
      expect(name).toBe('cpu');
      expect(report.totals.total).toBe(caseNames().length + 1);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 120_000);
});
