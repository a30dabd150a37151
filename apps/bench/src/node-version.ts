/** Asks another Node what it is. */
import { spawnSync } from 'node:child_process';
import { UsageError } from './options.ts';

/** As in `v24.1.0`. @throws UsageError when the file is no Node. */
export function versionOf(node: string): string {
  const { stdout, error } = spawnSync(node, ['--version'], { encoding: 'utf8' });
  const version = stdout?.trim() ?? '';
  if (error !== undefined || !/^v\d+\.\d+\.\d+/.test(version))
    throw new UsageError(`--node must be the program of a Node. Received ${node}${error ? `: ${error.message}` : ''}`);
  return version;
}
