/** Writes `dist/cases.json`, the cases for those who check a backend in another language. Part of the build. */
import { writeFile } from 'node:fs/promises';
import { toJson } from '@bernoulli/conformance';

const file = new URL('../dist/cases.json', import.meta.url);
const json = toJson();
await writeFile(file, `${JSON.stringify(json)}\n`);
console.log(`${json.cases.length} cases in dist/cases.json`);
