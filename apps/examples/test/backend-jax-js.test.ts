/** The backend over jax-js, where that is installed (`JAX_JS` names the folder) and Node is new enough: its known list is what fails. */
import { runConformance } from '@bernoulli/conformance';
import { expect, it } from 'vitest';
import { createBackend } from '../src/backend-jax-js/index.ts';
import { known } from '../src/backend-jax-js/known.ts';

const folder = process.env['JAX_JS'];
const isThere = folder !== undefined && Number(process.versions.node.split('.')[0]) >= 21;

it('has a reason for each case of the list, and none twice', () => {
  expect(new Set(known.map((entry) => entry.case)).size).toBe(known.length);
  expect(known.every(({ reason }) => reason.length > 10)).toBe(true);
});

it.skipIf(!isThere)(
  'passes all but what is known (skipped without JAX_JS, or before Node 21)',
  async () => {
    const { totals, results } = await runConformance(await createBackend(folder), { known });
    expect(results.filter(({ status }) => status === 'fail' || status === 'unsupported')).toEqual([]);
    expect(totals.known).toBe(known.length);
  },
  300_000,
);
