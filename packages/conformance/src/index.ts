/**
 * The conformance suite: what every backend must do, as data and as whole programs.
 * @module
 */
export { cases } from './all-cases.ts';
export type { CaseArray, CaseKind, CaseTable, GradientCase, OpCases, ValueCase } from './case.ts';
export { checkClaim } from './claim/check-claim.ts';
export { toClaim, type Claim, type Claimant, type SuiteVersion } from './claim/claim.ts';
export { toScoreboard, toScoreboardHtml, type History } from './claim/scoreboard.ts';
export { compare } from './compare.ts';
export { toBadge, toHtml, toJUnit, toKnownList } from './formats.ts';
export { toJson } from './json.ts';
export { graphToJson } from './json-values.ts';
export { levelNames, levelOf, levels, type Level, type LevelResult } from './levels.ts';
export { probesToTable, probeToMarkdown } from './probe/markdown.ts';
export { probeLaws, runDropoutProbe, type ProbeReport, type ProbeResult } from './probe/probe.ts';
export { PROBE_FORMAT } from './probe/protocol.ts';
export type { DrawAnswer, DrawRequest, DropoutSource, Offer, ProbeSubject } from './probe/protocol.ts';
export { randomGraph, type Choices, type RandomGraph } from './random-graph.ts';
export { journeysToJson, type JsonJourney, type JsonJourneys } from './recording/journeys-json.ts';
export { playJourney } from './recording/play.ts';
export { score, toMarkdown, type CaseResult, type CaseStatus, type Report, type Totals } from './report.ts';
export { caseNames, conformance, runConformance } from './run.ts';
export type { ConformanceOptions, ConformanceTest, KnownCase, KnownList, RunOptions } from './run.ts';
export { tolerances, type Tolerance, type ToleranceRow } from './tolerance.ts';
