/** An ensemble whose members are one program. */
import {
  getOptimizer,
  Model,
  Module,
  Tensor,
  type ArrayInput,
  type CompileConfig,
  type FitOptions,
  type Inputs,
} from '@bernoulli/api';
import { fail } from '@bernoulli/api/ir';
import type { Values } from '../input/values.ts';
import { Ensemble } from './ensemble.ts';
import { stackPredictions } from './stack.ts';

const WHO = 'deepEnsemble';

/** All members side by side: an output for each. */
class Members extends Model {
  readonly members: readonly Module[];

  constructor(members: readonly Module[]) {
    super({ name: 'ensemble' });
    this.members = members;
  }

  call(...inputs: Tensor[]): Record<string, Tensor> {
    return Object.fromEntries(
      this.members.map((member, i) => {
        const output = member.apply(...inputs);
        return output instanceof Tensor
          ? [outputOf(i), output]
          : fail('SHAPE', {
              who: WHO,
              what: 'a member must have one output',
              received: Object.keys(output).join(', '),
            });
      }),
    );
  }
}

const outputOf = (member: number): string => `member${member}`;

/**
 * Models that learn in one step and are asked in one run, made by `deepEnsemble` with `compile`. What it predicts, it predicts in double
 * precision. `model` is all of them as one: its weights lie under `ensemble/members/0` and so on, and it can be saved.
 */
export class JointEnsemble extends Ensemble {
  readonly model: Model;
  readonly members: readonly Module[];

  constructor(members: readonly Module[], config: CompileConfig) {
    super();
    const strange = members.find((member) => !(member instanceof Module));
    if (strange !== undefined)
      fail('CONFIG', { who: WHO, what: 'build must make a network', received: typeof strange });
    if (new Set(members).size < members.length)
      fail('CONFIG', { who: WHO, what: 'build must make a new network each time' });
    requireApart(config.optimizer);
    this.members = members;
    this.model = new Members(members);
    this.model.compile(config);
  }

  /**
   * Trains all members on the same batches. `options` are those of `model.fit`; `validationData` are arrays, and losses that callbacks see are
   * sums over the members, or those of one, as `member0Loss`.
   *
   * @throws BernoulliError `CONFIG` for sources of batches, which an ensemble with `compile` does not read.
   */
  async fit(x: Inputs, y: ArrayInput, options: FitOptions = {}): Promise<this> {
    const { validationData, ...others } = options;
    if (y === undefined || (validationData !== undefined && !Array.isArray(validationData)))
      fail('CONFIG', {
        who: WHO,
        what: 'members that are one program learn from arrays',
        hint: 'Leave out compile, and let build compile each, to read sources of batches',
      });
    const judged = validationData as readonly [Inputs, ArrayInput, ...ArrayInput[]] | undefined;
    await this.model.fit(x, this.#forEach(y), {
      ...others,
      ...(judged && { validationData: [judged[0], this.#forEach(judged[1]), ...judged.slice(2)] as never }),
    });
    return this;
  }

  /** Frees what the members hold. */
  async dispose(): Promise<void> {
    await this.model.dispose();
  }

  #forEach(y: ArrayInput): Record<string, ArrayInput> {
    return Object.fromEntries(this.members.map((_, i) => [outputOf(i), y]));
  }

  protected async samples(x: Inputs): Promise<Values> {
    const predicted = (await this.model.predict(x)) as unknown as Record<string, ArrayInput>;
    return stackPredictions(
      WHO,
      this.members.map((_, i) => predicted[outputOf(i)]!),
    );
  }
}

/** What clips all gradients by their common length would let members feel each other. */
function requireApart(optimizer: CompileConfig['optimizer']): void {
  if (optimizer === undefined) return;
  const { globalClipnorm } = getOptimizer(optimizer).getConfig() as { readonly globalClipnorm?: number | null };
  if (typeof globalClipnorm === 'number')
    fail('CONFIG', {
      who: WHO,
      what: 'globalClipnorm would clip the members by their common length',
      received: globalClipnorm,
      hint: 'Take clipnorm or clipvalue, or leave out compile',
    });
}
