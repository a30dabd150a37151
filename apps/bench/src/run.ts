/** Measures all that was asked for, and prints each table as soon as it is known. */
import { contenders, onNode, withoutSkipping, type Contender } from './contenders/index.ts';
import { effortOf, shortened } from './effort.ts';
import { thisMachine } from './machine.ts';
import { measure } from './measure.ts';
import { versionOf } from './node-version.ts';
import { single } from './singles/index.ts';
import { allocation, firstStep, growth } from './singles/names.ts';
import { chosen, type Options } from './options.ts';
import { singlesTable } from './report/singles-table.ts';
import { toText } from './report/table.ts';
import { workTable } from './report/work-table.ts';
import type { Absence, Report, Result } from './results.ts';
import type { Work } from './work.ts';
import { onMnist, qualities, works } from './works.ts';

/** Whom the options name, those on other Nodes among them. @throws UsageError */
export function chosenContenders({ contender, node, sparse }: Options): Contender[] {
  const here = sparse ? contenders : [...contenders, ...withoutSkipping];
  return chosen('--contender', [...here, ...node.flatMap((file) => onNode(here, file, versionOf(file)))], contender);
}

/** @throws UsageError for names that there are not. */
export async function run(options: Options, print: (text: string) => void): Promise<Report> {
  const { mnist, quality } = options;
  const all = [...works, ...(mnist === undefined ? [] : [...onMnist(mnist), ...(quality ? qualities(mnist) : [])])];
  const named = [...all, ...[allocation, growth, firstStep].map((name) => ({ name }))];
  const wanted = chosen('--network', named, options.network === '' ? [] : [options.network]);
  const who = chosenContenders(options);
  const { singles, absent: unbuilt } = await single(
    who,
    wanted.map(({ name }) => name),
    options,
  );
  if (singles.length > 0) print(toText(singlesTable(singles)));
  const results: Result[] = [];
  const absent: Absence[] = [...unbuilt];
  const versions: Record<string, string> = {};
  for (const group of groups(all.filter((work) => wanted.includes(work)))) {
    const entries = group.flatMap((whole) => {
      const work = options.quick ? shortened(whole) : whole;
      return who.filter(({ takes }) => takes(work.job)).map((contender) => ({ work, contender }));
    });
    const measured = await measure(entries, effortOf(options), options.python);
    results.push(...measured.results);
    absent.push(...measured.absent);
    Object.assign(versions, measured.versions);
    for (const work of group)
      if (measured.results.some((result) => result.work === work.name))
        print(toText(workTable(work, measured.results)));
  }
  return {
    format: 1,
    machine: thisMachine(),
    rounds: options.rounds,
    quick: options.quick,
    versions,
    absent,
    results,
    singles,
  };
}

function groups(wanted: readonly Work[]): Work[][] {
  return [...new Set(wanted.map(({ group }) => group))].map((name) => wanted.filter(({ group }) => group === name));
}
