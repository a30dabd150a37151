/** `npm run bench`: what a training step costs, ours beside that of other libraries. `--help` tells the options. */
import { writeFileSync } from 'node:fs';
import { changes } from './compare.ts';
import { isOurs } from './contenders/index.ts';
import { drawDensity } from './curves/density.ts';
import { drawCurves } from './curves/index.ts';
import { describe, thisMachine } from './machine.ts';
import { judge } from './marks.ts';
import { parse, usage, UsageError } from './options.ts';
import { page, versionsLine } from './report/page.ts';
import { absentees } from './report/absent.ts';
import { changesTable } from './report/changes-table.ts';
import { marksTable } from './report/marks-table.ts';
import { toText } from './report/table.ts';
import { readReport } from './results.ts';
import { run } from './run.ts';

const print = (text: string): void => console.log(`${text}\n`);

/** The exit status: 1 where one of ours has become worse, or has broken down. */
async function main(args: readonly string[]): Promise<number> {
  const options = parse(args);
  if (options.help) {
    print(usage);
    return 0;
  }
  if (options.density !== undefined) {
    await drawDensity(options, options.density, print);
    return 0;
  }
  const before = options.compare === undefined ? undefined : readReport(options.compare);
  print(`${describe(thisMachine())}; medians of ${options.rounds} rounds${options.quick ? ', short ones' : ''}`);
  if (options.curves !== undefined) {
    await drawCurves(options, options.curves, print);
    return 0;
  }

  const report = await run(options, print);
  const { absent, versions } = report;
  if (absent.length > 0) print(absentees(absent));
  if (Object.keys(versions).length > 0) print(versionsLine(versions));
  if (options.marks) print(toText(marksTable(judge(report))));
  if (options.json !== undefined) {
    writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
    print(`Written to ${options.json}`);
  }
  if (options.markdown !== undefined) {
    writeFileSync(options.markdown, page(report));
    print(`Written to ${options.markdown}`);
  }
  const broken = absent.some(({ contender, failed }) => failed && isOurs(contender));
  if (before === undefined) return broken ? 1 : 0;
  const compared = changes(before, report);
  print(toText(changesTable(compared)));
  return broken || compared.some(({ worse }) => worse) ? 1 : 0;
}

// An end like any other, which takes the processes that are being timed along.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof UsageError ? error.message : error);
  process.exitCode = 2;
}
