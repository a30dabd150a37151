/** What a law of the probe is made of, and how an output is asked for. */
import type { Tests } from '../masks.ts';
import type { DrawRequest, DropoutSource, Offer } from '../protocol.ts';

/** How a law fared. */
export interface Finding {
  readonly verdict: 'pass' | 'fail' | 'not offered';
  /** What was found, in words. */
  readonly found: string;
}

export interface Check {
  readonly law: string;
  readonly run: (source: DropoutSource, tests: Tests) => Promise<Finding>;
}

/** 4,096 elements: two masks that agree in 5 of 100 elements more than they should are told apart. */
export const SHAPE = [64, 64] as const;

const USUAL: DrawRequest = { rate: 0.5, shape: SHAPE, training: true, seed: 0, step: 0, site: 'a', value: 1 };

export const pass = (found: string): Finding => ({ verdict: 'pass', found });
export const fail = (found: string): Finding => ({ verdict: 'fail', found });
export const notOffered = (found: string): Finding => ({ verdict: 'not offered', found });

/** A finding that ends a check early. */
class Ended extends Error {
  readonly finding: Finding;
  constructor(finding: Finding) {
    super(finding.found);
    this.finding = finding;
  }
}

/**
 * The outputs of a request, which are as many as its shape has elements. A refusal where there is nothing to refuse fails the check; what is
 * unsupported leaves it open.
 */
export async function drawn(source: DropoutSource, request: Partial<DrawRequest>): Promise<Float64Array> {
  const whole = { ...USUAL, ...request };
  const answer = await source.draw(whole);
  if ('refused' in answer) throw new Ended(fail(`refused ${JSON.stringify(request)}: ${answer.refused}`));
  if ('unsupported' in answer) throw new Ended(notOffered(answer.unsupported));
  const outputs = Float64Array.from(answer.outputs);
  const size = whole.shape.reduce((n, m) => n * m, 1);
  if (outputs.length !== size) throw new Ended(fail(`gave ${outputs.length} elements for ${size}`));
  return outputs;
}

/** Whether a request is refused, by an error of the library. */
export async function isRefused(source: DropoutSource, request: Partial<DrawRequest>): Promise<boolean> {
  const answer = await source.draw({ ...USUAL, ...request });
  if ('unsupported' in answer) throw new Ended(notOffered(answer.unsupported));
  return 'refused' in answer;
}

/** A check; `wants` is what a library may lack. */
export function check(law: string, run: Check['run'], ...wants: readonly Offer[]): Check {
  return {
    law,
    run: async (source, tests) => {
      const lacking = wants.filter((want) => !source.subject.offers.includes(want));
      if (lacking.length > 0) return notOffered(`has no ${lacking.join(', no ')}`);
      try {
        return await run(source, tests);
      } catch (error) {
        if (error instanceof Ended) return error.finding;
        throw error;
      }
    },
  };
}
