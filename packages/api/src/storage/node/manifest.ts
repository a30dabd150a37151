/** The list of what a checkpoint holds, with the length and SHA-256 of each file. */
import { createHash } from 'node:crypto';
import { fail } from '../../ir/index.ts';
import { boundJson } from '../bound-json.ts';

/** The manifest's own name; no file of a checkpoint may have it. */
export const MANIFEST = 'manifest.json';

/** Longest manifest to read. */
export const MAX_MANIFEST_BYTES = 2 ** 24;

const format = 'bernoulli-checkpoint';
const version = 1;

/** The manifest holds the list of files, and that the entries. */
const deepest = 3;

export interface ManifestEntry {
  readonly bytes: number;
  readonly sha256: string;
}

export type Manifest = ReadonlyMap<string, ManifestEntry>;

export function entryOf(bytes: Uint8Array): ManifestEntry {
  return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/**
 * What is wrong with a file name, or `null`. A name is 1 to 100 letters, digits, `.`, `_` and `-`, and starts with a letter
 * or digit: so it cannot leave the directory, is never hidden, and means the same on every system.
 */
export function nameProblem(name: string): string | null {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(name))
    return 'a file name must be 1 to 100 letters, digits, ".", "_" or "-", and start with a letter or digit';
  if (name.endsWith('.')) return 'a file name must not end with "."';
  if (/^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(name)) return 'the file name is reserved on Windows';
  if (name.toLowerCase() === MANIFEST) return 'the file name is reserved for the manifest';
  return null;
}

export function printManifest(manifest: Manifest): string {
  const files = [...manifest].sort(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify({ format, version, files: Object.fromEntries(files) }, null, 2)}\n`;
}

/** Reads a manifest, `at` a path for messages. */
export function parseManifest(bytes: Uint8Array, at: string): Manifest {
  const reject = (what: string, received?: unknown): never =>
    fail('FORMAT', { who: 'loadCheckpoint', at, what, received });
  const problem = boundJson(bytes, deepest);
  if (problem !== null) reject(`the manifest ${problem}`);
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    reject('the manifest must be JSON', (cause as Error).message);
  }
  if (!isRecord(json) || json['format'] !== format)
    return reject(`the manifest must say "format": "${format}"`, isRecord(json) ? (json['format'] ?? null) : json);
  if (json['version'] !== version) reject(`the version of the manifest must be ${version}`, json['version'] ?? null);
  const files = json['files'];
  if (!isRecord(files)) return reject('the manifest must have "files"', files ?? null);

  const manifest = new Map<string, ManifestEntry>();
  const seen = new Set<string>();
  for (const [name, entry] of Object.entries(files)) {
    const problem = nameProblem(name);
    if (problem !== null) reject(problem, name);
    if (seen.has(name.toLowerCase())) reject('two file names differ in case only', name);
    seen.add(name.toLowerCase());
    if (!isRecord(entry)) return reject(`the entry of ${name} must be an object`, entry);
    const { bytes, sha256 } = entry;
    if (!Number.isSafeInteger(bytes) || (bytes as number) < 0)
      reject(`bytes of ${name} must be a whole number`, bytes ?? null);
    if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256))
      return reject(`sha256 of ${name} must be 64 hex digits`, sha256 ?? null);
    manifest.set(name, { bytes: bytes as number, sha256 });
  }
  return manifest;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
