/** A model as a file, with what belongs beside it. */
import { mkdir, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Inputs } from '@bernoulli/api';
import { fail, field, flag, optional, readConfig, type Field } from '@bernoulli/api/ir';
import { writeFileAtomic } from '@bernoulli/api/node';
import { exportedModel, MOST_BYTES, weightBytes, type Exportable } from '../export/export-onnx.ts';
import { modeFields, type ExportOptions } from '../export/options.ts';
import { encodeModel } from '../proto/encode.ts';
import { dataName, detach } from './external-data.ts';
import { modelCard, type ModelCardOptions, type Sums } from './model-card.ts';
import { portsOf } from './ports.ts';
import { sha256 } from './sha256.ts';
import { testVectors } from './test-vectors.ts';

/** What can be saved: what can be exported, and, for test vectors, predicts. */
export interface Saveable extends Exportable {
  predict?(x: Inputs): Promise<unknown>;
}

/** What {@link saveOnnx} writes beside the model. */
export interface SaveOnnxOptions extends ExportOptions {
  /** True: tensors of 1 KB and more go to a file beside the model. Default: only where there are 2 GB of them, which one file cannot hold. */
  readonly externalData?: boolean;
  /** Inputs as `predict` takes them; they and the predictions go to `test_data_set_0`, as in ONNX's own tests. For mode `inference`. */
  readonly vectors?: Inputs;
  /** True: `<name>.json` has names, types and shapes of inputs and outputs. Default `false`. */
  readonly table?: boolean;
  /** A page about the model, `README.md`, as the Hugging Face Hub reads it; `true` for one that says what the file knows. Default `false`. */
  readonly card?: boolean | ModelCardOptions;
  /** True: `SHA256SUMS` has the sums of the model and its data, for `sha256sum -c`. Default `false`. */
  readonly checksums?: boolean;
}

const isCard = (x: unknown): boolean => typeof x === 'boolean' || (typeof x === 'object' && x !== null);
const isData = (x: unknown): boolean => typeof x === 'object' && x !== null;

const fields = {
  ...modeFields,
  externalData: optional(flag()),
  vectors: optional(field<Inputs>('be inputs as predict takes them', isData)),
  table: flag(false),
  card: field<boolean | ModelCardOptions>('be true, or an object of facts', isCard, false) as Field<
    boolean | ModelCardOptions
  >,
  checksums: flag(false),
};

/**
 * Writes a model as `exportOnnx` gives it, and what is asked for beside it. Folders that are missing are made. Each file is replaced whole,
 * the model last: after a crash at any moment the path holds the old model or the new one, with the weights that belong to it. External data
 * is `<name>-<16 digits of its SHA-256>.data` in the same folder; that of the model before is removed at the end.
 *
 * @param path of the model, ending in `.onnx`
 * @returns the paths of all files that were written, the model's first
 * @throws BernoulliError `CONFIG` for a bad setting or path; `FILE` where the system refuses; what `exportOnnx` and `predict` throw.
 * @example
 * ```ts
 * import { Dense, sequential } from '@bernoulli/api';
 * import { cpu } from '@bernoulli/backend-cpu';
 * import { saveOnnx } from '@bernoulli/backend-onnx/node';
 * const model = sequential([new Dense({ units: 2 })]);
 * model.compile({ seed: 1, backend: cpu() });
 * model.buildFor([3]);
 * const files = await saveOnnx(model, 'runs/line/model.onnx', {
 *   vectors: [[1, 2, 3]],
 *   card: { license: 'mit' },
 *   checksums: true,
 * });
 * files.length; // => 5
 * ```
 */
export async function saveOnnx(model: Saveable, path: string, options: SaveOnnxOptions = {}): Promise<string[]> {
  const { externalData, vectors, table, card, checksums, ...asked } = readConfig('saveOnnx', options, fields);
  if (typeof path !== 'string' || !/[^/\\]\.onnx$/.test(path))
    fail('CONFIG', { who: 'saveOnnx', what: 'the path of a model must end in .onnx', received: path });
  if (vectors !== undefined && (asked.mode !== 'inference' || model.predict === undefined))
    fail('CONFIG', { who: 'saveOnnx', what: 'vectors are for mode inference, and for a model that predicts' });
  const [folder, stem] = [dirname(path), basename(path, '.onnx')];
  const made = await exportedModel(model, exportOptions(options));
  const outside = externalData ?? weightBytes(made) > MOST_BYTES;
  const { model: kept, file } = outside ? detach(made, stem) : { model: made, file: undefined };
  const main = encodeModel(kept);
  const ports = portsOf(made);

  const files = new Map<string, Uint8Array | string>();
  if (file !== undefined) files.set(file.name, file.bytes);
  if (vectors !== undefined) {
    const inference = await model.inferenceGraph();
    const predict = model.predict!.bind(model);
    for (const [name, bytes] of await testVectors({ inference, predict, x: vectors }))
      files.set(join(VECTORS, name), bytes);
  }
  const sums: Sums = {
    [`${stem}.onnx`]: sha256(main),
    ...(file === undefined ? {} : { [file.name]: sha256(file.bytes) }),
  };
  if (table) files.set(`${stem}.json`, `${JSON.stringify(ports, null, 2)}\n`);
  if (card !== false) files.set('README.md', modelCard(made, ports, sums, card === true ? {} : card));
  if (checksums)
    files.set(
      'SHA256SUMS',
      Object.entries(sums)
        .map(([name, sum]) => `${sum}  ${name}\n`)
        .join(''),
    );

  await inFolder(folder, vectors !== undefined);
  for (const [name, bytes] of files) await writeFileAtomic(join(folder, name), bytesOf(bytes));
  await writeFileAtomic(path, main);
  await forget(folder, dataName(stem), file?.name);
  return [path, ...[...files.keys()].map((name) => join(folder, name))];
}

const VECTORS = 'test_data_set_0';

/** What `exportOnnx` knows of the options. */
function exportOptions(options: SaveOnnxOptions): ExportOptions {
  return Object.fromEntries(Object.entries(options).filter(([name]) => name in modeFields));
}

async function inFolder(folder: string, vectors: boolean): Promise<void> {
  await reach(folder, () => mkdir(folder, { recursive: true }));
  if (!vectors) return;
  const inner = join(folder, VECTORS);
  await reach(inner, () => mkdir(inner, { recursive: true }));
  // What an earlier model had more of would be taken for this one's.
  await forget(inner, /^(in|out)put_\d+\.pb$/);
}

/** Removes the files of a kind from a folder, except one. */
async function forget(folder: string, kind: RegExp, except?: string): Promise<void> {
  for (const name of await reach(folder, () => readdir(folder)))
    if (kind.test(name) && name !== except) await reach(join(folder, name), () => rm(join(folder, name)));
}

async function reach<T>(path: string, use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (cause) {
    return fail('FILE', {
      who: 'saveOnnx',
      at: path,
      what: 'the system refuses',
      received: (cause as NodeJS.ErrnoException).code,
    });
  }
}

function bytesOf(content: Uint8Array | string): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : content;
}
