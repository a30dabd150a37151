/** A word to whoever trains logits with a loss that takes probabilities: it runs, and learns badly. */
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
    // oxlint-disable-next-line eslint/no-console -- no error: what was asked for can be done
    console.warn(
      `${who} at ${runtime.name}: ${loss.className} takes probabilities, and ${output ?? 'the output'} comes from a layer ` +
        `without ${activation}. Give the last layer activation: '${activation}', or the loss fromLogits: true.`,
    );
  }
}
