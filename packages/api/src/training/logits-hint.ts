/** A word to whoever trains logits with a loss that takes probabilities: it runs, and learns badly. */
import { warn } from '../ir/index.ts';
import type { Target } from '../programs/targets.ts';
import type { ModelRuntime } from '../runtime/model-runtime.ts';

/** Targets that were looked at: those of a model are the same until it is compiled again. */
const seen = /* @__PURE__ */ new WeakSet<readonly Target[]>();

/** Says it once, on the console. */
export function hintAtLogits(runtime: ModelRuntime, targets: readonly Target[], who: string): void {
  if (seen.has(targets)) return;
  seen.add(targets);
  for (const { output, loss } of targets) {
    const linear = runtime.built(who).outputs.some(({ name, unbounded }) => name === output && unbounded);
    if (loss.fromLogits !== false || !linear) continue;
    const activation = loss.className.startsWith('Binary') ? 'sigmoid' : 'softmax';
    warn({
      who,
      at: runtime.name,
      what: `${loss.className} takes probabilities, and ${output ?? 'the output'} comes from a layer without ${activation}`,
      hint: `Give the last layer activation: '${activation}', or the loss fromLogits: true`,
    });
  }
}
