/** The name of a model: the first part of every path in it. */
import { checkKeys, fail } from '../ir/index.ts';
import { defaultName } from './default-name.ts';

export interface ModelConfig {
  /**
   * First part of every path, as in `simpleNet/dropout`. Default: the class's name with a small first letter. The noise of a site and
   * the initial weights depend on it, and minifiers rename classes: give it in whatever is bundled. Once, a warning says so.
   */
  readonly name?: string | undefined;
}

/** @throws BernoulliError `CONFIG` for what is no name, given or taken from the class. */
export function modelName(config: ModelConfig, className: string): string {
  checkKeys('Model', config, ['name']);
  const { name } = config;
  const own = name ?? defaultName(className);
  if (!/^[A-Za-z_][\w.-]*$/.test(own))
    fail('CONFIG', {
      who: 'Model',
      what: 'name must start with a letter and hold letters, digits, _, - and . only',
      received: JSON.stringify(own),
      hint: name === undefined ? 'The class has no such name: hand one to super({ name })' : undefined,
    });
  return own;
}
