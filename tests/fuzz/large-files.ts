/** Files of a stored model that are large in one way: one text, one list, one object, one number beyond all measure. */
import { placesOf } from './mutate-json.ts';
import { headerOf, withHeader, type Files } from './mutate-files.ts';
import type { Random } from './random.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** As JSON text, so that nothing of this size is made of objects first. `known` is the value that was there. */
const large: Readonly<Record<string, (known: string) => string>> = {
  'a text of 12 MB': () => `"${'x'.repeat(12e6)}"`,
  'a text of 2 M escapes': () => `"${'\\u0007'.repeat(2e6)}"`,
  'a million numbers': () => listOf(1e6, '1'),
  '300,000 numbers': () => listOf(3e5, '1'),
  'a million texts': () => listOf(1e6, '"a"'),
  'a million empty lists': () => listOf(1e6, '[]'),
  '300,000 copies': (known) => listOf(Math.ceil(Math.min(3e5, 3e7 / (known.length + 1))), known),
  '10,000 copies': (known) => listOf(Math.ceil(Math.min(1e4, 3e7 / (known.length + 1))), known),
  '900 copies': (known) => listOf(900, known),
  '300,000 members': () => `{${Array.from({ length: 3e5 }, (_, i) => `"k${i}":1`).join()}}`,
  'a million of [': () => `${'['.repeat(1e6)}${']'.repeat(1e6)}`,
  'a million digits': () => '7'.repeat(1e6),
  'a number': () => '1000000000',
};

function listOf(count: number, item: string): string {
  return `[${`${item},`.repeat(count - 1)}${item}]`;
}

/** Whole files and headers of tensors that are nothing else. */
const texts: Readonly<Record<string, () => string>> = {
  '50 MB of [': () => '['.repeat(5e7),
  '30 MB of [': () => '['.repeat(3e7),
  '50 MB of spaces': () => `{${' '.repeat(5e7)}}`,
  '30 MB of spaces': () => `{${' '.repeat(3e7)}}`,
  '30 MB of backslashes': () => `{"a":"${'\\'.repeat(3e7)}"}`,
  '30 MB of quotes': () => `{"a":"${'\\"'.repeat(15e6)}"}`,
};

const tensor = '{"dtype":"F32","shape":[0],"data_offsets":[0,0]}';
const headers: Readonly<Record<string, () => string>> = {
  'a million tensors': () => `{${Array.from({ length: 1e6 }, (_, i) => `"t${i}":${tensor}`).join()}}`,
  '40,000 tensors': () => `{${Array.from({ length: 4e4 }, (_, i) => `"t${i}":${tensor}`).join()}}`,
  'metadata of 12 MB': () => `{"__metadata__":{"a":"${'x'.repeat(12e6)}"}}`,
  'metadata of 90 MB': () => `{"__metadata__":{"a":"${'x'.repeat(9e7)}"}}`,
  '300,000 metadata': () => `{"__metadata__":{${Array.from({ length: 3e5 }, (_, i) => `"k${i}":"v"`).join()}}}`,
  'metadata with a name of 12 MB': () => `{"__metadata__":{"${'x'.repeat(12e6)}":"a"}}`,
  'metadata that is a list of a million': () => `{"__metadata__":${listOf(1e6, '""')}}`,
  'a tensor with a name of 12 MB': () => `{"${'x'.repeat(12e6)}":${tensor}}`,
  'a shape of a million': () => `{"t":{"dtype":"F32","shape":${listOf(1e6, '0')},"data_offsets":[0,0]}}`,
  'a dtype of 12 MB': () => `{"t":{"dtype":"${'x'.repeat(12e6)}","shape":[0],"data_offsets":[0,0]}}`,
};

/** The files with something large in the place of a value, or of a whole text, and what it is. */
export function largeFiles(files: Files, random: Random): { files: Files; what: string } {
  const name = random.pick(Object.keys(files));
  const bytes = files[name]!;
  const isJson = name.endsWith('.json');
  const put = (what: string, text: string): { files: Files; what: string } => {
    const changed = encoder.encode(text);
    return { files: { ...files, [name]: isJson ? changed : withHeader(bytes, changed) }, what: `${name}: ${what}` };
  };
  if (random.once(4)) {
    const [what, make] = random.pick(Object.entries(isJson ? texts : { ...texts, ...headers }));
    return put(what, make());
  }
  const root = { root: JSON.parse(isJson ? decoder.decode(bytes) : headerOf(bytes)) as unknown };
  const { holder, key } = random.pick(placesOf(root));
  const [what, make] = random.pick(Object.entries(large));
  const made = make(JSON.stringify(holder[key]));
  holder[key] = '\u0001';
  return put(
    `${what} as ${key}`,
    JSON.stringify(root.root).replace('"\\u0001"', () => made),
  );
}
