/** What a backend may say of itself: four levels, and the cases that each is made of. */
import type { CaseResult, Report } from './report.ts';
import { caseNames, KNOWN_LIST } from './run.ts';

/** In this order; none may be claimed without those that it {@link needs}. */
export const levelNames = ['core', 'training', 'random', 'layers'] as const;

/**
 * - `core`: graphs run: every op but those of `layers`, state, ownership, names, errors.
 * - `training`: gradients come out right, and so do whole training runs.
 * - `random`: noise is the bits that everybody draws, in masks of every kind.
 * - `layers`: the ops that layers want beyond products of matrices: convolutions, windows and loops over time.
 */
export type Level = (typeof levelNames)[number];

/** What has to be held as well. */
export const needs: Readonly<Record<Level, readonly Level[]>> = {
  core: [],
  training: ['core'],
  random: ['core'],
  layers: ['core', 'training'],
};

/** How many of a level's cases may be known not to pass: one in a hundred. */
const KNOWN_SHARE = 0.01;

export interface LevelResult {
  readonly level: Level;
  readonly pass: number;
  /** All that the level is made of, also what was left out of the run. */
  readonly total: number;
  /** Cases that the known list has. */
  readonly known: number;
  /** Whether the level may be claimed: no case fails or is unsupported, at most one in a hundred is known, and so for what it needs. */
  readonly held: boolean;
}

const RANDOM = /^uniform\/|^journeys\/.*(mask|draw|\bkeys?\b|offset|dropout|batch drawn|two sites|a coin)/;
const TRAINING = /\/gradient\/|^journeys\/(.*SimpleNet|a run with masks|gradients? of|a gradient|in place, a training)/;
const LAYERS = /^(conv|convInput|convKernel|scan|windows|windowsAdd)\/|^journeys\/.*(convolutions|loops)/;

/** The one level that a case belongs to. */
export function levelOf(name: string): Level {
  if (LAYERS.test(name)) return 'layers';
  if (TRAINING.test(name)) return 'training';
  return RANDOM.test(name) ? 'random' : 'core';
}

/**
 * Which levels a report holds. One of a part of the suite holds none that the part leaves out a case of.
 *
 * @example
 * ```ts
 * import { interpreter } from '@bernoulli/api/ir/interpret';
 * import { levels, runConformance } from '@bernoulli/conformance';
 * const report = await runConformance(interpreter(), { filter: 'add/plain' });
 * levels(report).find(({ level }) => level === 'core')?.held; // => false
 * ```
 */
export function levels({ results }: Report): readonly LevelResult[] {
  const own = new Map(levelNames.map((level) => [level, count(level, results)]));
  return levelNames.map((level) => ({
    ...own.get(level)!,
    held: [level, ...needs[level]].every((one) => own.get(one)!.held),
  }));
}

function count(level: Level, results: readonly CaseResult[]): LevelResult {
  const cases = results.filter(({ name, group }) => group !== KNOWN_LIST && levelOf(name) === level);
  const of = (status: CaseResult['status']): number => cases.filter((result) => result.status === status).length;
  const total = caseNames().filter((name) => levelOf(name) === level).length;
  const [pass, known] = [of('pass'), of('known')];
  return { level, pass, known, total, held: pass + known === total && known <= total * KNOWN_SHARE };
}
