/** Says whether a claim adds up: whether its figures are what its cases make of this suite. */
import { levels, type LevelResult } from '../levels.ts';
import { KNOWN_LIST } from '../run.ts';
import { summarise, type CaseResult, type Totals } from '../report.ts';
import { suite as items } from '../suite.ts';
import type { SuiteVersion } from './claim.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * What is wrong with a claim, a sentence each; nothing where it adds up. It may come from anywhere: nothing of its form is taken for granted.
 *
 * @param suite this suite, as the command says it: a claim of another cannot be checked
 */
export function checkClaim(claim: unknown, suite: SuiteVersion): readonly string[] {
  if (!isFields(claim)) return ['a claim must be an object'];
  if (claim['format'] !== 1) return [`format must be 1. Received ${shown(claim['format'])}`];
  const problems = ['backend', 'version', 'date', 'machine']
    .filter((name) => typeof claim[name] !== 'string' || claim[name].trim() === '')
    .map((name) => `${name} must be said. Received ${shown(claim[name])}`);
  if (typeof claim['date'] === 'string' && Number.isNaN(Date.parse(claim['date'])))
    problems.push(`date must be a date, as in 2026-11-30. Received ${shown(claim['date'])}`);
  const foreign = otherSuite(claim['suite'], suite);
  if (foreign.length > 0) return [...problems, ...foreign];
  const { others } = claim;
  if (!Array.isArray(others)) return [...problems, `others must be a list of cases. Received ${shown(others)}`];
  const wrong = (others as unknown[]).flatMap((one, i) => problemsOf(one, i, others as unknown[]));
  return wrong.length > 0 ? [...problems, ...wrong] : [...problems, ...sums(claim, others as CaseResult[])];
}

function otherSuite(of: unknown, suite: SuiteVersion): string[] {
  if (!isFields(of)) return [`suite must be { format, irVersion, data }. Received ${shown(of)}`];
  return (['format', 'irVersion', 'data'] as const)
    .filter((name) => of[name] !== suite[name])
    .map((name) => `suite.${name} is that of another suite: this one's is ${suite[name]}. Received ${shown(of[name])}`);
}

function problemsOf(one: unknown, i: number, all: readonly unknown[]): string[] {
  if (!isFields(one)) return [`others[${i}] must be a case. Received ${shown(one)}`];
  const { name, status, reason } = one;
  const who = `others[${i}], ${shown(name)}`;
  if (name !== KNOWN_LIST && !items.some((item) => item.name === name)) return [`${who}: there is no such case`];
  if (all.findIndex((other) => isFields(other) && other['name'] === name) < i) return [`${who}: it is there twice`];
  if (!['fail', 'known', 'unsupported'].includes(status as string))
    return [`${who}: its status must be fail, known or unsupported. Received ${shown(status)}`];
  if (status === 'known' && (typeof reason !== 'string' || reason.trim() === ''))
    return [`${who}: what is known must have a reason`];
  return [];
}

/** Whether totals, groups and levels are those of the cases. */
function sums(claim: Fields, others: readonly CaseResult[]): string[] {
  const named = new Map(others.map((one) => [one.name, one]));
  const all = [...items, { name: KNOWN_LIST, group: KNOWN_LIST }];
  const results = all.map(({ name, group }) => ({ ...(named.get(name) ?? { name, status: 'pass' as const }), group }));
  const report = summarise(String(claim['backend']), results);
  const problems = differences('totals', claim['totals'], report.totals);
  const groups = isFields(claim['groups']) ? claim['groups'] : {};
  for (const [name, totals] of Object.entries(report.groups))
    problems.push(...differences(`groups.${name}`, groups[name], totals));
  for (const name of Object.keys(groups))
    if (!Object.hasOwn(report.groups, name)) problems.push(`groups.${name}: there is no such group`);
  if (named.has(KNOWN_LIST)) problems.push(`the ${KNOWN_LIST} is at fault: ${named.get(KNOWN_LIST)!.message}`);
  return [...problems, ...levelProblems(claim['levels'], levels(report))];
}

function levelProblems(claimed: unknown, right: readonly LevelResult[]): string[] {
  if (!Array.isArray(claimed) || claimed.length !== right.length)
    return [`levels must be a list of ${right.map(({ level }) => level).join(', ')}. Received ${shown(claimed)}`];
  return right.flatMap((level, i) => differences(`levels, ${level.level}`, (claimed as unknown[])[i], level));
}

function differences(what: string, got: unknown, want: Totals | LevelResult): string[] {
  const fields = isFields(got) ? got : {};
  return Object.entries(want)
    .filter(([name, value]) => fields[name] !== value)
    .map(([name, value]) => `${what}: ${name} must be ${value}, by its cases. Received ${shown(fields[name])}`);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  const json = JSON.stringify(value) ?? String(value);
  return json.length > 80 ? `${json.slice(0, 80)}…` : json;
}
