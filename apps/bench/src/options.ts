/** What `npm run bench --` is told on the command line. */
import { parseArgs } from 'node:util';
import { hasMnist } from './mnist.ts';

export interface Options {
  readonly json: string | undefined;
  readonly markdown: string | undefined;
  readonly compare: string | undefined;
  readonly curves: string | undefined;
  readonly density: string | undefined;
  readonly help: boolean;
  readonly marks: boolean;
  readonly quick: boolean;
  readonly rounds: number;
  /** Part of the names of works; empty for all. */
  readonly network: string;
  /** Parts of the names of contenders; empty for all. */
  readonly contender: readonly string[];
  /** Programs of other versions of Node to run `cpu()` on as well. */
  readonly node: readonly string[];
  readonly python: string;
  /** Folder of MNIST's files; without one nothing is trained on it. */
  readonly mnist: string | undefined;
  /** Time, too, how long it takes to known test accuracies of MNIST. */
  readonly quality: boolean;
  /** False: time our CPU backend with zeros multiplied, too. */
  readonly sparse: boolean;
}

export const usage = `npm run bench -- [options]
  --network TEXT     only work whose name holds the text
  --contender TEXT   only contenders whose name holds the text; may be given again
  --rounds N         rounds of each contender (default 7, with --quick 3)
  --quick            short rounds, for trying things out; the figures are rough
  --node FILE        run cpu() on this Node too; may be given again
  --python FILE      the Python that has PyTorch or Keras and JAX (default python3)
  --mnist DIR        train on MNIST, too: the folder of its files (npm run example -- mnist keeps them in
                     ~/.cache/bernoulli/mnist)
  --quality          with --mnist: seconds of training to 97.5 and 98 % of its test rows, too
  --sparse false     time cpu({ sparse: false }), too, which multiplies the zeros that cpu() skips
  --marks            set the figures beside the marks they ought to reach
  --json FILE        write all figures to a file
  --markdown FILE    write all tables to a file, as Markdown
  --compare FILE     set the figures beside those of such a file; ends with 1 where one has become worse
  --curves DIR       measure the cost over width, batch and threads instead, as SVG and JSON files in DIR
  --density DIR      show how much of each layer is not zero while the network learns (784-1024-1024-10, or that of
                     --network, on MNIST with --mnist), and draw it in DIR, instead`;

/** Something on the command line is wrong; the message says what. */
export class UsageError extends Error {}

/** @throws UsageError */
export function parse(args: readonly string[]): Options {
  const values = valuesOf(args);
  const {
    json,
    markdown,
    compare,
    curves,
    density,
    help = false,
    marks = false,
    quick = false,
    quality = false,
    network = '',
    contender = [],
    node = [],
  } = values;
  const rounds = values.rounds === undefined ? (quick ? 3 : 7) : Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new UsageError(`--rounds must be a whole number from 1 up. Received ${values.rounds}.`);
  const { mnist, sparse = 'true' } = values;
  if (mnist !== undefined && !hasMnist(mnist))
    throw new UsageError(`--mnist must be a folder of MNIST's training images and labels. Received ${mnist}.`);
  if (quality && (mnist === undefined || !hasMnist(mnist, true)))
    throw new UsageError(`--quality wants --mnist with a folder of MNIST's training and test rows. Received ${mnist}.`);
  if (sparse !== 'true' && sparse !== 'false')
    throw new UsageError(`--sparse must be true or false. Received ${sparse}.`);
  if (curves !== undefined && (marks || [compare, json, markdown].some((file) => file !== undefined) || network !== ''))
    throw new UsageError(
      '--curves measures works of its own: it goes without --network, --marks, --json, --markdown and --compare.',
    );
  if (density !== undefined && (marks || quality || [curves, compare, json, markdown].some((f) => f !== undefined)))
    throw new UsageError('--density times nothing: it goes with --network and --mnist alone.');
  return {
    json,
    markdown,
    compare,
    curves,
    density,
    help,
    marks,
    quick,
    rounds,
    network,
    contender,
    node,
    python: values.python ?? 'python3',
    mnist,
    quality,
    sparse: sparse === 'true',
  };
}

function valuesOf(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        json: { type: 'string' },
        markdown: { type: 'string' },
        compare: { type: 'string' },
        curves: { type: 'string' },
        density: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
        marks: { type: 'boolean' },
        quality: { type: 'boolean' },
        quick: { type: 'boolean' },
        rounds: { type: 'string' },
        network: { type: 'string' },
        contender: { type: 'string', multiple: true },
        node: { type: 'string', multiple: true },
        python: { type: 'string' },
        mnist: { type: 'string' },
        sparse: { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`, { cause: error });
  }
}

/** The items whose name holds one of the texts; all for no text. @throws UsageError when none does. */
export function chosen<T extends { readonly name: string }>(
  option: string,
  items: readonly T[],
  texts: readonly string[],
): T[] {
  const unknown = texts.find((text) => !items.some(({ name }) => name.includes(text)));
  if (unknown !== undefined)
    throw new UsageError(
      `${option} must be part of a name. Received ${unknown}. The names are\n  ${items.map(({ name }) => name).join('\n  ')}`,
    );
  return items.filter(({ name }) => texts.length === 0 || texts.some((text) => name.includes(text)));
}
