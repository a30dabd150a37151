/**
 * Cases of ONNX's own backend tests, at any depth: folders with a `model.onnx` and data sets beside it, or files `light_*.onnx` with what they give to a ramp
 * beside them.
 */
import { existsSync, readdirSync, readFileSync, realpathSync, statSync, type Dirent } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { BernoulliError } from '@bernoulli/api';
import type { StoredPort } from '../../packages/backend-onnx/src/proto/stored-model.ts';
import { readValue, type CaseTensor, type CaseValue } from './value-file.ts';

export interface OnnxCase {
  /** The folder below the one that was asked for. */
  readonly name: string;
  readonly model: string;
  readonly folders: readonly string[];
  /** Files with what a light model gives, which has no data sets: its inputs count up from 0 to 1. */
  readonly outputs?: readonly string[];
  /** What is wrong with what the case says of itself. */
  readonly broken?: string;
  /** Where the model is, if it is not here. */
  readonly elsewhere?: string;
  readonly tolerance: { readonly relative: number; readonly absolute: number };
}

/** ONNX's own. */
const TOLERANCE = { relative: 1e-3, absolute: 1e-7 };

/** Every case below a folder, by name. */
export function findCases(root: string): OnnxCase[] {
  const found: OnnxCase[] = [];
  const seen = new Set<string>();
  const visit = (folder: string): void => {
    // Links may lead in a circle.
    const real = realpathSync(folder);
    if (seen.has(real)) return;
    seen.add(real);
    const entries = readdirSync(folder, { withFileTypes: true });
    const isFolder = (entry: Dirent): boolean =>
      entry.isDirectory() ||
      (entry.isSymbolicLink() && statSync(join(folder, entry.name), { throwIfNoEntry: false })?.isDirectory() === true);
    const { url, broken, tolerance } = settingsOf(join(folder, 'data.json'));
    const name = relative(root, folder) || '.';
    const folders = entries.filter(isFolder).map((entry) => entry.name);
    if (entries.some((entry) => entry.name === 'model.onnx'))
      found.push({
        name,
        model: join(folder, 'model.onnx'),
        folders: folders
          .filter((each) => each.startsWith('test_data_set_'))
          .map((each) => join(folder, each))
          .sort(),
        tolerance,
        ...(broken !== undefined && { broken }),
      });
    else if (url !== undefined) found.push({ name, model: '', folders: [], elsewhere: url, tolerance });
    else {
      for (const entry of entries)
        if (/^light_.*\.onnx$/.test(entry.name)) found.push(lightCase(root, join(folder, entry.name), entries));
      for (const each of folders) visit(join(folder, each));
    }
  };
  visit(root);
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function lightCase(root: string, model: string, entries: readonly Dirent[]): OnnxCase {
  const stem = basename(model, '.onnx');
  const outputs = Array.from({ length: entries.length }, (_, i) => `${stem}_output_${i}.pb`)
    .filter((name) => entries.some((entry) => entry.name === name))
    .map((name) => join(model, '..', name));
  return { name: relative(root, model).slice(0, -'.onnx'.length), model, folders: [], outputs, tolerance: TOLERANCE };
}

/** Values from 0 up to 1, as ONNX hands them to light models. A size that is open is 1. */
export function ramps(ports: readonly StoredPort[]): CaseValue[] {
  return ports.map(({ type, shape }) => {
    const sizes = (shape ?? []).map((n) => (typeof n === 'number' ? n : 1));
    const size = sizes.reduce((n, m) => n * m, 1);
    if (type !== 'float')
      throw new BernoulliError('UNSUPPORTED', { who: 'onnx-tests', what: 'a light model that does not take floats' });
    return { type, shape: sizes, data: Float32Array.from({ length: size }, (_, i) => i / size) };
  });
}

/** What a case says of itself. */
function settingsOf(file: string): Pick<OnnxCase, 'tolerance' | 'broken'> & { readonly url?: string } {
  if (!existsSync(file)) return { tolerance: TOLERANCE };
  try {
    const said = JSON.parse(readFileSync(file, 'utf8')) as { rtol?: number; atol?: number; url?: string };
    const tolerance = { relative: said.rtol ?? TOLERANCE.relative, absolute: said.atol ?? TOLERANCE.absolute };
    return { tolerance, ...(said.url !== undefined && { url: said.url }) };
  } catch (error) {
    return { tolerance: TOLERANCE, broken: `data.json: ${(error as Error).message}` };
  }
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
