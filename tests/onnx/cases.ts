/** Cases of ONNX's own backend tests: folders with a `model.onnx` and data sets beside it, at any depth. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { StoredPort } from '../../packages/backend-onnx/src/proto/stored-model.ts';
import { readValue, type CaseTensor, type CaseValue } from './value-file.ts';

export interface OnnxCase {
  /** The folder below the one that was asked for. */
  readonly name: string;
  readonly model: string;
  readonly folders: readonly string[];
  readonly tolerance: { readonly relative: number; readonly absolute: number };
}

/** ONNX's own. */
const TOLERANCE = { relative: 1e-3, absolute: 1e-7 };

/** Every case below a folder, by name. */
export function findCases(root: string): OnnxCase[] {
  const found: OnnxCase[] = [];
  const visit = (folder: string): void => {
    const entries = readdirSync(folder, { withFileTypes: true });
    if (entries.some(({ name }) => name === 'model.onnx'))
      found.push({
        name: relative(root, folder) || '.',
        model: join(folder, 'model.onnx'),
        folders: entries
          .filter((entry) => entry.isDirectory() && entry.name.startsWith('test_data_set_'))
          .map(({ name }) => join(folder, name))
          .sort(),
        tolerance: toleranceOf(join(folder, 'data.json')),
      });
    else for (const entry of entries) if (entry.isDirectory()) visit(join(folder, entry.name));
  };
  visit(root);
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function toleranceOf(file: string): OnnxCase['tolerance'] {
  if (!existsSync(file)) return TOLERANCE;
  const { rtol, atol } = JSON.parse(readFileSync(file, 'utf8')) as { rtol?: number; atol?: number };
  return { relative: rtol ?? TOLERANCE.relative, absolute: atol ?? TOLERANCE.absolute };
}

/** What `input_0.pb`, `input_1.pb`, … of a data set hold, or its outputs, for these ports. */
export function readValues(
  folder: string,
  kind: 'input' | 'output',
  ports: readonly Pick<StoredPort, 'type'>[],
): CaseValue[] {
  return filesOf(folder, kind).map((bytes, i) => readValue(bytes, ports[i]?.type ?? 'float'));
}

/** Where all of them are tensors. */
export function readTensors(folder: string, kind: 'input' | 'output'): CaseTensor[] {
  return filesOf(folder, kind).map((bytes) => readValue(bytes, 'float') as CaseTensor);
}

function filesOf(folder: string, kind: 'input' | 'output'): Buffer[] {
  const files = readdirSync(folder).filter((name) => new RegExp(`^${kind}_\\d+\\.pb$`).test(name));
  return files
    .sort((a, b) => Number(/\d+/.exec(a)![0]) - Number(/\d+/.exec(b)![0]))
    .map((name) => readFileSync(join(folder, name)));
}
