/** The marks that the library is held to, and whether the figures of a report reach them. */
import { attention, cnn, lstm } from './architectures.ts';
import {
  cpuName,
  cpuOneThread,
  kerasJax,
  layersCpu,
  layersWasm,
  onNodePrefix,
  onnxName,
  tfjsWasm,
  torch,
  oneThread,
} from './contenders/index.ts';
import { resultOf, type Report, type Result } from './results.ts';
import { allocation, firstStep, growth } from './singles/names.ts';
import { median, ratios } from './statistics.ts';
import { units, type Work } from './work.ts';
import { article, deep, mnistName, noise, product, qualityName, wide, wideShared, wider } from './works.ts';

export interface Mark {
  readonly what: string;
  /** The figure must be at most, or at least, this. */
  readonly sense: 'most' | 'least';
  readonly bound: number;
  readonly unit: string;
  /** `undefined` where the report does not hold what it takes. */
  readonly figure: (report: Report) => number | undefined;
}

export interface Judged {
  readonly mark: Mark;
  readonly figure: number | undefined;
  readonly verdict: 'reached' | 'missed' | 'not measured';
}

export function judge(report: Report, all: readonly Mark[] = marks): Judged[] {
  return all.map((mark) => {
    const figure = mark.figure(report);
    if (figure === undefined) return { mark, figure, verdict: 'not measured' };
    const reached = mark.sense === 'most' ? figure <= mark.bound : figure >= mark.bound;
    return { mark, figure, verdict: reached ? 'reached' : 'missed' };
  });
}

type Pick = (report: Report) => Result | undefined;

const taken =
  (work: string, contender: string): Pick =>
  ({ results }) =>
    resultOf(results, work, contender);

/** The contender on a Node of that major version: the one the bench runs on, or one that `--node` named. */
const onMajor =
  (work: string, contender: string, major: number): Pick =>
  ({ results, machine }) =>
    machine.node.startsWith(`v${major}.`)
      ? resultOf(results, work, contender)
      : results.find((r) => r.work === work && r.contender.startsWith(`${onNodePrefix(contender)}v${major}.`));

const ratio =
  (over: Pick, under: Pick): Mark['figure'] =>
  (report) => {
    const [a, b] = [over(report), under(report)];
    return a && b && median(ratios(a.rounds, b.rounds));
  };

const shown =
  ({ job }: Work, pick: Pick): Mark['figure'] =>
  (report) => {
    const result = pick(report);
    return result && units[job.kind].show(median(result.rounds), job);
  };

const single =
  (name: string, contender: string): Mark['figure'] =>
  ({ singles }) =>
    singles.find((s) => s.name === name && s.contender === contender)?.value;

const most = (what: string, bound: number, unit: string, figure: Mark['figure']): Mark => ({
  what,
  sense: 'most',
  bound,
  unit,
  figure,
});
const least = (what: string, bound: number, unit: string, figure: Mark['figure']): Mark => ({
  ...most(what, bound, unit, figure),
  sense: 'least',
});

/** A step of ours against the same network's step of another contender. */
const against = (work: string, contender: string, other: string, bound: number): Mark =>
  most(`${contender} step, ${work}`, bound, `× ${other}`, ratio(taken(work, contender), taken(work, other)));

/** The other contender's step against ours. */
const faster = (work: string, contender: string, other: string, bound: number): Mark =>
  least(
    `${contender} step, ${work}`,
    bound,
    `× as fast as ${other}`,
    ratio(taken(work, other), taken(work, contender)),
  );

/** Ours on a Node of that major version, against another contender in the same rounds. */
const onNodeAgainst = (work: string, contender: string, major: number, other: string, bound: number): Mark =>
  most(
    `${contender}, ${work}, Node ${major}`,
    bound,
    `× ${other}`,
    ratio(onMajor(work, contender, major), taken(work, other)),
  );

export const marks: readonly Mark[] = [
  against(article.name, onnxName, kerasJax, 0.8),
  against(article.name, onnxName, torch, 0.4),
  ...[wide.name, wider.name].flatMap((work) => [
    against(work, onnxName, kerasJax, 1.1),
    against(work, onnxName, torch, 0.8),
  ]),
  against(article.name, cpuName, kerasJax, 1),
  against(article.name, cpuName, torch, 0.5),
  ...(
    [
      [wide, 20, 0.95],
      [wide, 24, 0.8],
      [wider, 20, 0.95],
      [wider, 24, 0.85],
      [deep, 20, 0.85],
      [article, 20, 0.8],
      [wideShared, 20, 0.75],
    ] as const
  ).map(([network, major, bound]) => onNodeAgainst(mnistName(network), cpuName, major, kerasJax, bound)),
  onNodeAgainst(mnistName(wide), cpuName, 20, torch, 0.45),
  ...[wide, wider].map((network) => against(mnistName(network), onnxName, kerasJax, 1.05)),
  against(mnistName(article), onnxName, kerasJax, 0.9),
  ...[kerasJax, torch, `${torch}, fused Adam`].map((other) => onNodeAgainst(qualityName(0.98), cpuName, 24, other, 1)),
  most(
    `${cpuName} step, ${wideShared.name}`,
    0.5,
    '× its own unshared',
    ratio(taken(wideShared.name, cpuName), taken(wide.name, cpuName)),
  ),
  most(
    `${cpuName} step, ${wideShared.name}`,
    1.2,
    `× ${kerasJax} unshared`,
    ratio(taken(wideShared.name, cpuName), taken(wide.name, kerasJax)),
  ),
  ...[article, deep, wide, wider].map(({ name }) => faster(name, cpuName, layersWasm, 10)),
  ...(
    [
      [cnn, layersCpu],
      [lstm, layersWasm],
      [attention, layersWasm],
    ] as const
  ).flatMap(([{ name }, layers]) => [
    faster(name, cpuName, layers, 5),
    faster(name, onnxName, layers, 8),
    against(name, cpuName, kerasJax, 2.5),
    against(name, onnxName, kerasJax, 1.5),
  ]),
  ...[cpuName, onnxName].map((contender) => against(lstm.name, contender, torch, 1)),
  least(
    `${tfjsWasm} step, ${wide.name}`,
    2,
    `× as fast as ${layersWasm}`,
    ratio(taken(wide.name, layersWasm), taken(wide.name, tfjsWasm)),
  ),
  ...(
    [
      [20, 30],
      [24, 50],
    ] as const
  ).map(([major, bound]) =>
    least(
      `${product.name}, one thread, Node ${major}`,
      bound,
      'GFLOP/s',
      shown(product, onMajor(product.name, cpuOneThread, major)),
    ),
  ),
  least(
    `${product.name}, all threads`,
    1.8,
    '× one thread',
    ratio(taken(product.name, cpuOneThread), taken(product.name, cpuName)),
  ),
  most(`${noise.name}, one thread`, 2.2, 'ns per element', shown(noise, taken(noise.name, cpuOneThread))),
  most(
    `${noise.name}, one thread`,
    0.25,
    `× ${torch}`,
    ratio(taken(noise.name, cpuOneThread), taken(noise.name, `${torch}${oneThread}`)),
  ),
  ...[cpuName, onnxName].flatMap((contender) => [
    most(`${allocation}, ${contender}`, 2048, 'bytes', single(allocation, contender)),
    most(`${growth}, ${contender}`, 0, 'bytes', single(growth, contender)),
  ]),
  most(`${firstStep}, ${cpuName}`, 300, 'ms', single(firstStep, cpuName)),
  most(`${firstStep}, ${onnxName}`, 600, 'ms', single(firstStep, onnxName)),
];
