/** Claims in files: who makes one, of which suite, and where it is kept. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Backend } from '@bernoulli/api/ir';
import { caseNames, checkClaim, toClaim, toJson, type Claim, type Report, type SuiteVersion } from '../src/index.ts';

/** This suite. */
export function suiteVersion(): SuiteVersion {
  const { format, irVersion, cases } = toJson();
  const data = createHash('sha256')
    .update(JSON.stringify([cases, caseNames()]))
    .digest('hex');
  return { format, irVersion, data };
}

/** The version of the package that a file is part of. */
export async function versionAt(file: string): Promise<string> {
  let folder = dirname(resolve(file));
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  const { version = '' } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8').catch(() => '{}')) as {
    readonly version?: string;
  };
  return version;
}

/** The claim that a report of the whole suite makes, today and on this machine. A backend that says which version it is knows best. */
export function claimOf(report: Report, { details }: Backend, version: string): Claim {
  const { platform, arch, versions } = process;
  const date = new Date().toISOString().slice(0, 10);
  return toClaim(report, suiteVersion(), {
    version: String(details?.['version'] ?? version),
    details,
    date,
    machine: `Node ${versions.node}, ${platform} ${arch}`,
  });
}

/** Writes a claim; where the file's name ends in `.jsonl`, as another line of it. */
export async function writeClaim(file: string, claim: Claim): Promise<void> {
  if (file.endsWith('.jsonl')) return appendFile(file, `${JSON.stringify(claim)}\n`);
  return writeFile(file, `${JSON.stringify(claim, null, 2)}\n`);
}

/** What is wrong with the claim of a file, or with the latest of those of a `.jsonl`. */
export async function problemsIn(file: string): Promise<readonly string[]> {
  const whole = await readFile(file, 'utf8');
  const json = file.endsWith('.jsonl') ? whole.trim().split('\n').at(-1)! : whole;
  let claim: unknown;
  try {
    claim = JSON.parse(json);
  } catch (error) {
    return [`it is no JSON: ${(error as Error).message}`];
  }
  return checkClaim(claim, suiteVersion());
}
