/** The dropout probe: holds any library's dropout, and the generator behind it, to their laws, from drawn outputs alone. */
import type { Finding } from './checks/check.ts';
import { checks } from './checks/index.ts';
import { Tests } from './masks.ts';
import { PROBE_FORMAT, type DropoutSource, type ProbeSubject } from './protocol.ts';

/** How a law fared. */
export interface ProbeResult extends Finding {
  readonly law: string;
}

export interface ProbeReport {
  readonly format: typeof PROBE_FORMAT;
  readonly subject: ProbeSubject;
  /** How many tests of counts were made; a right library fails each once in 10⁹. */
  readonly tests: number;
  readonly results: readonly ProbeResult[];
}

/**
 * Asks a library for outputs, and says of each law whether they keep it. Reads no code and trusts no name: a mask that is shared by
 * mistake, a rate that is taken for its complement or a seed that is drawn again each step show in what comes out.
 *
 * @example
 * ```ts
 * import { runDropoutProbe } from '@bernoulli/conformance';
 *
 * const forgetsToScale = {
 *   subject: { name: 'mine', version: '1.0.0', offers: [] },
 *   draw: ({ rate, shape, training, value }) => ({
 *     outputs: Array.from({ length: shape.reduce((n, size) => n * size, 1) }, () =>
 *       training && Math.random() < rate ? 0 : value,
 *     ),
 *   }),
 * } satisfies import('@bernoulli/conformance').DropoutSource;
 * const { results } = await runDropoutProbe(forgetsToScale);
 * results.find(({ law }) => law === 'scale')?.verdict; // => 'fail'
 * ```
 */
export async function runDropoutProbe(source: DropoutSource): Promise<ProbeReport> {
  const tests = new Tests();
  const results: ProbeResult[] = [];
  for (const { law, run } of checks) results.push({ law, ...(await run(source, tests)) });
  return { format: PROBE_FORMAT, subject: source.subject, tests: tests.count, results };
}

/** The names of the laws, in order. */
export function probeLaws(): readonly string[] {
  return checks.map(({ law }) => law);
}
