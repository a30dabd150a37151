/** In f32 as well as in f64 an op's expansion is as good as a kernel: every case of each op, without that op. */
import { expandOps, opNames, ops, type Backend, type OpName } from '@bernoulli/api/ir';
import { runConformance } from '@bernoulli/conformance';
import { describe, expect, it } from 'vitest';
import { cpu } from '../src/index.ts';

function lacking(gone: OpName): Backend {
  const whole = cpu({ threads: 1 });
  return {
    ...whole,
    compile: (graph, options) =>
      whole.compile(
        expandOps(graph, (op) => op !== gone),
        options,
      ),
  };
}

describe.each(opNames.filter((op) => ops[op].expand !== null))('without %s', (op) => {
  it('its cases pass', async () => {
    const { totals, results } = await runConformance(lacking(op), { filter: (name) => name.startsWith(`${op}/`) });
    expect(results.filter(({ status }) => status !== 'pass')).toEqual([]);
    expect(totals.total).toBeGreaterThan(3);
  });
});
