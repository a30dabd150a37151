/** `conformance run`, as a stranger types it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const program = fileURLToPath(new URL('../bin/command.ts', import.meta.url));
const backend = fileURLToPath(new URL('fixtures/partial-backend.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'conformance-command-'));
afterAll(() => rmSync(folder, { recursive: true }));

function command(...args: readonly string[]) {
  return spawnSync(process.execPath, ['--conditions=@bernoulli/source', '--import', 'tsx', program, ...args], {
    encoding: 'utf8',
  });
}

const file = (name: string): string => join(folder, name);
const read = (name: string): string => readFileSync(file(name), 'utf8');

describe('conformance run', () => {
  it('says how it is used', () => {
    for (const args of [[], ['run'], ['walk', backend], ['run', backend, 'more']]) {
      const { status, stderr } = command(...args);
      expect(stderr).toContain('Usage: conformance run MODULE');
      expect(status).toBe(2);
    }
  }, 60_000);

  it('says what is wrong with a module, a list, an option or a name', () => {
    expect(command('run', 'no-such-module.js').stderr).toMatch(/no-such-module/);
    expect(command('run', program.replace('command.ts', 'load-module.ts')).stderr).toContain(
      'must export createBackend',
    );
    expect(command('run', backend, '--known', program.replace('command.ts', 'load-module.ts')).stderr).toContain(
      'must export known',
    );
    expect(command('run', backend, '--nonesuch', 'x').stderr).toContain("'--nonesuch'");
    expect(command('run', backend, '--op', 'add', '--claim', 'x').stderr).toContain('--claim is of the whole suite');
    expect(command('run', backend, '--level', 'all').stderr).toContain(
      '--level must be core, training, random, layers',
    );
    expect(command('run', backend, '--timeout', '3').stderr).toContain('--timeout is for engines');
    const { status, stderr } = command('run', backend, '--op', 'abz');
    expect([status, stderr.trim()]).toEqual([2, 'No case has such a name.']);
  }, 60_000);

  it('checks claims', () => {
    writeFileSync(file('claim.json'), '{ "format": 1, "suite": { "format": 1 } }');
    const { status, stderr } = command('check-claim', file('claim.json'));
    expect(stderr).toContain(`${file('claim.json')}: backend must be said. Received undefined\n`);
    expect(stderr).toContain('suite.format is that of another suite');
    expect(status).toBe(1);
  }, 60_000);

  it('runs what is asked for, writes every format, and takes the list that it wrote', () => {
    const run = command(
      ...['run', backend, '--op', 'neg', '--op', 'abs', '--op', 'exp', '--json', file('r.json'), '--md', file('r.md')],
      ...[
        '--html',
        file('r.html'),
        '--junit',
        file('r.xml'),
        '--badge',
        file('b.json'),
        '--write-known',
        file('k.json'),
      ],
    );
    expect(run.status).toBe(1);
    // What is unsupported is one line.
    expect(run.stdout.match(/^- unsupported: `exp`, \d+ cases: .*exp/gm)).toHaveLength(1);
    expect(run.stdout).toMatch(/partial: \d+\.\d % \(\d+ pass, \d+ fail, 0 known, \d+ unsupported, of \d+\)/);
    const { report, suite, levels } = JSON.parse(read('r.json'));
    expect(report.totals.total).toBe(report.results.length);
    expect(suite.data).toMatch(/^[0-9a-f]{64}$/);
    expect(levels.map((one: { held: boolean }) => one.held)).toEqual([false, false, false, false]);
    expect(run.stdout).toContain(read('r.md').trim());
    expect(read('r.html')).toContain('abs/plain');
    expect(read('r.xml').match(/<testcase /g)).toHaveLength(report.totals.total);
    expect(read('r.xml').match(/<failure /g)).toHaveLength(report.totals.fail + report.totals.unsupported);
    expect(JSON.parse(read('b.json'))).toMatchObject({ schemaVersion: 1, color: 'red' });
    const known = JSON.parse(read('k.json')) as { case: string }[];
    expect(known.map((entry) => entry.case)).toContain('abs/plain');
    const again = command('run', backend, '--op', 'neg', '--op', 'abs', '--op', 'exp', '--known', file('k.json'));
    expect(again.stdout).toContain(', 0 fail, ');
    expect(again.status).toBe(0);
  }, 120_000);
});
