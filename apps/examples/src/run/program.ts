/** A module as a program: its options, and what the user sees when it fails. */
import { realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { BernoulliError } from '@bernoulli/api';
import { fail } from '@bernoulli/api/ir';

/** Calls `main` if the module at `url` is the one that Node was started with. An error of ours is shown without its stack. */
export async function runAsProgram(url: string, main: () => Promise<unknown>): Promise<void> {
  const [, started] = process.argv;
  if (started === undefined || url !== pathToFileURL(realpathSync(started)).href) return;
  try {
    await main();
  } catch (error) {
    if (!BernoulliError.is(error)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

/** What an option takes: a name, a directory, or a whole number from 1 up. */
type Kind = 'NAME' | 'DIR' | 'N';
type Options<K> = { readonly [Name in keyof K]: (K[Name] extends 'N' ? number : string) | undefined };

/**
 * The options on the command line, as in `--backend cpu --seeds 3`.
 *
 * @throws BernoulliError `CONFIG` for an option that there is not, or a value that is no whole number from 1 up.
 */
export function readOptions<const K extends Readonly<Record<string, Kind>>>(
  kinds: K,
  args: readonly string[] = process.argv.slice(2),
): Options<K> {
  const hint = `Options are ${Object.entries(kinds)
    .map(([name, kind]) => `--${name} ${kind}`)
    .join(', ')}`;
  const options = Object.fromEntries(Object.keys(kinds).map((name) => [name, { type: 'string' } as const]));
  const { values } = attempt(() => parseArgs({ args: [...args], options }), hint);
  return Object.fromEntries(
    Object.entries(kinds).map(([name, kind]) => [name, kind === 'N' ? count(name, values[name]) : values[name]]),
  ) as Options<K>;
}

function attempt<T>(parse: () => T, hint: string): T {
  try {
    return parse();
  } catch (error) {
    return fail('CONFIG', { who: 'the command line', what: (error as Error).message.split('. ')[0]!, hint });
  }
}

function count(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(value))
    fail('CONFIG', { who: 'the command line', what: `--${name} must be a whole number from 1 up`, received: value });
  return Number(value);
}
