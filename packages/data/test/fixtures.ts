/** What NumPy and Keras wrote, beside what is in it: see fixtures/make.py. */
import { readFileSync } from 'node:fs';

function read<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8')) as T;
}

interface NumpyFile {
  readonly npy: readonly { name: string; file: string; shape: number[]; values: (number | string)[] }[];
  readonly refused: Readonly<Record<string, string>>;
  readonly halves: string;
  readonly rounded: { readonly from: number[]; readonly to: (number | string)[] };
  readonly npz: { readonly stored: string; readonly deflated: string; readonly list: string };
}

/** A model's weights in the ways in which they are saved, and what it predicts. */
interface KerasModel {
  readonly list: string;
  readonly named: string;
  readonly safetensors: string;
  readonly paths: readonly string[];
  readonly x: number[];
  readonly predictions: number[];
}

export const numpy = read<NumpyFile>('numpy');
export const keras = read<Readonly<Record<'simple' | 'deep' | 'normal' | 'attention', KerasModel>>>('keras');

export function bytes(base64: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(base64, 'base64'));
}

/** Numbers as the fixtures write them: what JSON has none for, and whole numbers of 64 bits, are texts. */
export function numbers(values: readonly (number | string)[]): number[] {
  return values.map((value) => (value === 'inf' ? Infinity : value === '-inf' ? -Infinity : Number(value)));
}

/** A code and a message, of whatever a promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'nothing was refused',
    (error: { code?: string; message: string }) => `${error.code} ${error.message}`,
  );
}
