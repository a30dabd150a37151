/** Writes `dist/cases.json`, the suite for those who check a backend in another language. Part of the build. */
import { writeFile } from 'node:fs/promises';
import { journeysToJson, toJson } from '@bernoulli/conformance';

const file = new URL('../dist/cases.json', import.meta.url);
const json = { ...toJson(), ...(await journeysToJson()) };
await writeFile(file, `${JSON.stringify(json)}\n`);
console.log(`${json.cases.length} cases and ${json.journeys.length} journeys in dist/cases.json`);
