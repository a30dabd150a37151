/** PyTorch's optimizers as ours, where both mean the same. */
import { Adam, AdamW, SGD, type Optimizer } from '@bernoulli/api';
import type { Rule } from './optimizers.ts';

/** What a case of PyTorch says: its class, and its configuration in PyTorch's spelling. */
export interface TorchCase {
  readonly name: string;
  readonly class: string;
  readonly config: Readonly<Record<string, unknown>>;
}

interface TorchConfig {
  readonly lr?: number;
  readonly momentum?: number;
  readonly nesterov?: boolean;
  readonly dampening?: number;
  readonly betas?: readonly [number, number];
  readonly eps?: number;
  readonly amsgrad?: boolean;
  readonly weight_decay?: number;
}

interface Form {
  readonly settings: readonly (keyof TorchConfig)[];
  readonly at: (config: TorchConfig, step: number) => Optimizer;
  /** Whether `weight_decay` is added to the gradient, as a penalty is here, and not taken from the weight. */
  readonly l2?: boolean;
}

/** The settings of each class that mean the same here, and the optimizer of a step. */
const forms: Readonly<Record<string, Form>> = {
  SGD: {
    settings: ['lr', 'momentum', 'nesterov', 'dampening', 'weight_decay'],
    // The momentum begins with the whole gradient, and takes a share of each that comes after.
    at: ({ lr = 1e-3, momentum = 0, nesterov = false, dampening = 0 }, step) =>
      new SGD({ learningRate: step === 0 ? lr : lr * (1 - dampening), momentum, nesterov }),
    l2: true,
  },
  Adam: {
    settings: ['lr', 'betas', 'eps', 'amsgrad', 'weight_decay'],
    at: (config, step) => new Adam(adam(config, step)),
    l2: true,
  },
  AdamW: {
    settings: ['lr', 'betas', 'eps', 'amsgrad', 'weight_decay'],
    at: (config, step) => new AdamW({ ...adam(config, step), weightDecay: config.weight_decay ?? 0.01 }),
  },
};

/** PyTorch puts ε beside the corrected root: in our form it is another ε at every step. */
function adam(
  { lr: learningRate = 1e-3, betas = [0.9, 0.999], eps = 1e-8, amsgrad = false }: TorchConfig,
  step: number,
) {
  const [beta1, beta2] = betas;
  return { learningRate, beta1, beta2, amsgrad, epsilon: eps * Math.sqrt(1 - beta2 ** (step + 1)) };
}

/** The rule of a case, or why ours has no such form. */
export function torchForm({ class: name, config }: TorchCase): Rule | string {
  const form = Object.hasOwn(forms, name) ? forms[name]! : undefined;
  if (form === undefined) return name === 'RMSprop' ? 'ε stands beside the root there, under it here' : 'not compared';
  const other = Object.keys(config).find((key) => !(form.settings as readonly string[]).includes(key));
  if (other !== undefined) return `${other} is not in our form`;
  const given: TorchConfig = config;
  return { at: (step) => form.at(given, step), l2: form.l2 ? (given.weight_decay ?? 0) : 0 };
}
