/** A Python with NumPy: the one that PYTHON names, or the usual one; `undefined` where there is none, and its tests are skipped. */
import { spawnSync } from 'node:child_process';

export const python = [process.env['PYTHON'], 'python3', 'python'].find(
  (name) => name !== undefined && spawnSync(name, ['-c', 'import numpy']).status === 0,
);
