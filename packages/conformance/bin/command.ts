#!/usr/bin/env node
/** The program that holds a backend to the suite: `conformance run ./my-backend.js`. */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Backend } from '@bernoulli/api/ir';
import {
  levelNames,
  levelOf,
  levels,
  probeToMarkdown,
  runConformance,
  score,
  toBadge,
  toHtml,
  toJUnit,
  toKnownList,
  toMarkdown,
  type KnownList,
  type Level,
  type Report,
} from '../src/index.ts';
import { claimOf, problemsIn, suiteVersion, versionAt, writeClaim } from './claims.ts';
import { startEngine } from './engine.ts';
import { firstLine, loadModule } from './load-module.ts';
import { probeProgram } from './probe.ts';

const USAGE = `Usage: conformance run MODULE [options]
       conformance run [options] -- ENGINE [arguments]
       conformance check-claim FILE
       conformance probe [--json FILE] [--md FILE] -- PROGRAM [arguments]

MODULE is the path of a module that exports createBackend, or a backend as its default. ENGINE is a program in any
language that runs graphs, a line of JSON for each on its standard input (docs/conformance.md).

  --timeout SECONDS   how long an engine may take to answer; 60 where nothing is said
  --level NAME        the cases of a level alone: core, training, random or layers; may be given several times
  --op NAME           the cases of an op alone; may be given several times
  --filter TEXT       the cases whose name has the text
  --known FILE        what is known not to pass, with reasons: a module that exports known, or JSON
  --write-known FILE  write what does not pass as such a list
  --json FILE         the results, with the format and the hash of the suite's data
  --claim FILE        the form in which a backend asks for a place on the scoreboard; a line more where FILE is a .jsonl
  --md FILE, --html FILE, --junit FILE, --badge FILE
                      the results as Markdown, as a page, for a build server, for shields.io

PROGRAM answers for a library's dropout, a line of JSON for each on its standard input (docs/dropout-probe.md).

Ends with 0 where nothing fails and nothing is unsupported, else with 1; with 2 where it cannot begin.`;

const OPTIONS = {
  timeout: { type: 'string' },
  level: { type: 'string', multiple: true },
  op: { type: 'string', multiple: true },
  filter: { type: 'string' },
  known: { type: 'string' },
  'write-known': { type: 'string' },
  json: { type: 'string' },
  claim: { type: 'string' },
  md: { type: 'string' },
  html: { type: 'string' },
  junit: { type: 'string' },
  badge: { type: 'string' },
  help: { type: 'boolean' },
} as const;

const listed = levelNames.join(', ');

/** What cannot begin, in words for whoever typed it. */
class UsageError extends Error {}

async function backendOf(path: string): Promise<Backend> {
  const module = await loadModule(path);
  const exported = module['createBackend'] ?? module['default'];
  const made = await make(path, exported);
  if (typeof made?.compile !== 'function')
    throw new UsageError(
      `${path} must export createBackend, a function that returns a backend, or a backend as its default`,
    );
  return made;
}

/** What a module exports, or what its function makes. */
async function make(path: string, exported: unknown): Promise<Backend | undefined> {
  try {
    return (await (typeof exported === 'function' ? (exported as () => unknown)() : exported)) as Backend | undefined;
  } catch (error) {
    throw new UsageError(`createBackend of ${path} fails: ${firstLine(error)}`);
  }
}

/** The backend that a command line names, and how to end it. */
async function subjectOf(
  [name, ...rest]: readonly [string, ...string[]],
  isProgram: boolean,
  timeout: string | undefined,
): Promise<{ readonly backend: Backend; readonly version: string; close?(): void }> {
  if (!isProgram) {
    if (rest.length > 0) throw new UsageError(USAGE);
    if (timeout !== undefined) throw new UsageError('--timeout is for engines: conformance run --timeout 10 -- ENGINE');
    return { backend: await backendOf(name), version: await versionAt(name) };
  }
  const seconds = Number(timeout ?? 60);
  if (!(seconds > 0)) throw new UsageError(`--timeout must be a number of seconds. Received ${timeout}`);
  const engine = await startEngine([name, ...rest], seconds);
  return { backend: engine, version: '', close: () => engine.close() };
}

async function knownOf(path: string | undefined): Promise<KnownList> {
  if (path === undefined) return [];
  const module = await loadModule(path);
  const list = module['known'] ?? module['default'];
  const isEntry = (entry: unknown): boolean => {
    const { case: name, reason } = (entry ?? {}) as { readonly case?: unknown; readonly reason?: unknown };
    return typeof name === 'string' && typeof reason === 'string';
  };
  if (!Array.isArray(list) || !list.every(isEntry))
    throw new UsageError(`${path} must export known, a list of { case, reason }`);
  return list as KnownList;
}

/** The results, and of which suite they are. */
function record(report: Report): object {
  return { format: 1, suite: suiteVersion(), levels: levels(report), report };
}

function summary(report: Report, isWhole: boolean): string {
  const { pass, fail, known, unsupported, total } = report.totals;
  const line = `${report.backend}: ${score(report)} (${pass} pass, ${fail} fail, ${known} known, ${unsupported} unsupported, of ${total})`;
  if (!isWhole) return line;
  const held = levels(report).map((one) => `${one.level} ${one.held ? 'held' : `${one.pass} of ${one.total}`}`);
  return `${line}\nlevels: ${held.join(', ')}`;
}

/** Holds a program's dropout to its laws, and writes what was found. */
async function probe(
  command: readonly [string, ...string[]],
  { json, md, ...others }: Readonly<Record<string, unknown>>,
): Promise<number> {
  const [other] = Object.keys(others);
  if (other !== undefined) throw new UsageError(`--${other} is not for probe\n\n${USAGE}`);
  const report = await probeProgram(command);
  const text = probeToMarkdown(report);
  console.log(text);
  if (typeof json === 'string') await writeFile(json, `${JSON.stringify(report, null, 2)}\n`);
  if (typeof md === 'string') await writeFile(md, text);
  return report.results.some(({ verdict }) => verdict === 'fail') ? 1 : 0;
}

/** Says what is wrong with a claim. */
async function check(file: string): Promise<number> {
  const problems = await problemsIn(file);
  if (problems.length === 0) console.log(`${file}: it adds up`);
  for (const problem of problems) console.error(`${file}: ${problem}`);
  return problems.length === 0 ? 0 : 1;
}

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  const [verb, path, ...more] = positionals;
  const own = args.slice(0, args.indexOf('--') + 1);
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  if (verb === 'probe' && path !== undefined) return probe([path, ...more], values);
  if (verb === 'check-claim' && path !== undefined && more.length === 0) return check(path);
  if (verb !== 'run' || path === undefined) throw new UsageError(USAGE);
  const { op: ops, filter, level: parts } = values;
  for (const part of parts ?? [])
    if (!levelNames.includes(part as Level)) throw new UsageError(`--level must be ${listed}. Received ${part}`);
  const isWhole = ops === undefined && filter === undefined && parts === undefined;
  if (values.claim !== undefined && !isWhole) throw new UsageError('--claim is of the whole suite');
  const known = await knownOf(values.known);
  const { backend, version, close } = await subjectOf([path, ...more], own.length > 0, values.timeout);
  const chosen = (name: string): boolean =>
    (ops === undefined || ops.some((op) => name.startsWith(`${op}/`))) &&
    (parts === undefined || parts.includes(levelOf(name))) &&
    (filter === undefined || name.includes(filter));
  const report = await runConformance(backend, { known, filter: chosen }).finally(close);
  if (report.totals.total === 1) throw new UsageError('No case has such a name.');
  console.log(toMarkdown(report));
  console.log(summary(report, ops === undefined && filter === undefined));
  const files = {
    json: () => `${JSON.stringify(record(report), null, 2)}\n`,
    md: () => toMarkdown(report),
    html: () => toHtml(report),
    junit: () => toJUnit(report),
    badge: () => toBadge(report),
    'write-known': () => toKnownList(report, values['write-known']!.endsWith('.json') ? 'json' : 'module'),
  };
  for (const [name, write] of Object.entries(files)) {
    const file = values[name as keyof typeof files];
    if (file !== undefined) await writeFile(file, write());
  }
  if (values.claim !== undefined) await writeClaim(values.claim, claimOf(report, backend, version));
  return report.totals.fail + report.totals.unsupported === 0 ? 0 : 1;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const { code, message = String(error) } = error as NodeJS.ErrnoException;
  // What Node says of an option goes on with what it takes for a way out.
  console.error(code?.startsWith('ERR_PARSE_ARGS') ? `${message.split('. ')[0]}.\n\n${USAGE}` : message);
  process.exitCode = 2;
}
