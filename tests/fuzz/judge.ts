/** Loads one hostile model and says what is wrong with how that went, if anything is. */
import { BernoulliError, modelFromFiles, modelToFiles, type Model } from '@bernoulli/api';
import { interpreter } from '@bernoulli/api/ir/interpret';
import { importAndExport } from './judge-onnx.ts';
import type { Files } from './mutate-files.ts';
import { MODEL } from './mutate-onnx.ts';
import { TwoHeads } from './two-heads.ts';

export interface Verdict {
  /** `loaded`, or the code of the error. */
  readonly outcome: string;
  /** Milliseconds of the processor. */
  readonly time: number;
  /** What went wrong; `undefined` where nothing did. */
  readonly problem?: string | undefined;
}

const backend = interpreter();
/** Letters of a message: each of its five parts is bounded. */
const longestMessage = 21_000;
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

function load(files: Files, ownClass: boolean): Model {
  return modelFromFiles<Model>(files, { into: ownClass ? new TwoHeads() : undefined, backend });
}

export async function judge(files: Files, ownClass: boolean): Promise<Verdict> {
  const start = process.cpuUsage();
  const timed = (outcome: string, problem?: string): Verdict => {
    const { user, system } = process.cpuUsage(start);
    return { outcome, time: (user + system) / 1000, problem };
  };
  try {
    if (files[MODEL] !== undefined) {
      await importAndExport(files[MODEL]);
      return timed('loaded');
    }
    const model = load(files, ownClass);
    const loaded = timed('loaded');
    const problem = await savedAgain(model, ownClass).catch(
      (error: unknown) => `loaded, but not saved again: ${String(error)}`,
    );
    return { ...loaded, problem };
  } catch (error) {
    return BernoulliError.is(error)
      ? timed(error.code, ofMessage(error.message))
      : timed('foreign', `a foreign error: ${(error as Error | undefined)?.stack ?? String(error)}`);
  }
}

function ofMessage(message: string): string | undefined {
  if (message.length > longestMessage) return `a message of ${message.length} letters`;
  const sign = control.exec(message)?.[0];
  return sign && `a message with the character ${sign.charCodeAt(0)}: ${message.slice(0, 500)}`;
}

/** What was loaded can be saved, and that loads and is the same. */
async function savedAgain(model: Model, ownClass: boolean): Promise<string | undefined> {
  const files: Files = { ...(await modelToFiles(model)) };
  const again = await modelToFiles(load(files, ownClass));
  const same = Object.entries(again).every(([name, bytes]) => Buffer.compare(bytes, files[name]!) === 0);
  return same ? undefined : 'saved again, it is another model';
}
