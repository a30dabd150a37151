/** The name of a model that was given none: its class's. */
import { warn } from '../ir/index.ts';

/** What minifiers call classes: one or two letters, with marks and numbers around them, or nothing. */
const minified = /^[$_]*[a-z]{0,2}\d*$/i;

let warned = false;

/** The class's name with a small first letter; `model` where it has none. Once in a process, a word about names that will not stay. */
export function defaultName(className: string): string {
  if (minified.test(className) && !warned) {
    warned = true;
    warn({
      who: 'Model',
      what: `the class is called ${JSON.stringify(className)}, as after a minifier`,
      hint:
        "What is drawn depends on the model's name: give it one, super({ name: 'simpleNet' }), so that masks and initial " +
        'weights are the same in every build',
    });
  }
  return className.replaceAll('$', '') === '' ? 'model' : className.slice(0, 1).toLowerCase() + className.slice(1);
}
