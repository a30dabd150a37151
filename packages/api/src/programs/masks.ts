/** The noise of a training step by itself: what is drawn, and how likely that was. */
import { fail, printShape, type TensorType } from '../ir/index.ts';
import { traceForward, weightsRead, type Traceable } from './forward.ts';
import { programOf, type Program } from './program.ts';

/** What every site draws in a training step: one output per site, under its path. Of inputs and weights it reads what a law depends on. */
export function maskProgram(traceable: Traceable, inputs: readonly TensorType[]): Program {
  const { trace } = traceForward(traceable, inputs, { mode: 'train' });
  const noise = [...trace.sites].map(([path, site]) => [path, site.noise.ref] as const);
  return programOf(trace, { outputs: Object.fromEntries(noise), state: weightsRead(trace) });
}

/** log P of the noise of `given` sites, which is handed in: one output per site, under its path. Others are drawn, where a law asks for them. */
export function logProbabilityProgram(
  traceable: Traceable,
  inputs: readonly TensorType[],
  given: ReadonlySet<string>,
): Program {
  const { trace } = traceForward(traceable, inputs, { mode: 'train', injected: given });
  const laws = [...given].flatMap((path) => {
    const site = trace.sites.get(path);
    if (site === undefined) return [];
    const law = site.logProbability();
    if (law.dtype !== 'f32' || law.rank > 0)
      fail('SHAPE', {
        who: 'logProbability',
        at: path,
        what: 'a law must be an f32 scalar',
        received: `${law.dtype}${printShape(law.shape)}`,
      });
    return [[path, law.ref] as const];
  });
  return programOf(trace, { outputs: Object.fromEntries(laws), state: weightsRead(trace) });
}
