/** A misspelt option is refused wherever options are taken: every type of options that a package exports is tried. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as api from '@bernoulli/api';
import { interpreter } from '@bernoulli/api/ir/interpret';
import * as files from '@bernoulli/api/node';
import { cpu } from '@bernoulli/backend-cpu';
import { exportGraph, exportOnnx, importOnnx, onnx } from '@bernoulli/backend-onnx';
import { saveOnnx } from '@bernoulli/backend-onnx/node';
import { tfjs } from '@bernoulli/backend-tfjs';
import * as charts from '@bernoulli/charts';
import { conformance, runConformance } from '@bernoulli/conformance';
import { skeleton } from '@bernoulli/create-backend';
import * as data from '@bernoulli/data';
import * as uncertainty from '@bernoulli/uncertainty';
import ts from 'typescript';
import { afterAll, describe, expect, it } from 'vitest';
import { repository } from '../docs/scratch-repository.ts';

const unknown = { nonesuch: 1 } as never;
const folder = mkdtempSync(join(tmpdir(), 'bernoulli-options-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Any value that a package exports, also in one of its namespaces. */
type Taker = new (options: never) => unknown;
const rooms: readonly object[] = [api, api.metrics, api.schedules, files, charts, uncertainty];
const tables = {
  constraints: api.constraints,
  initializers: api.initializers,
  losses: api.losses,
  metrics: api.metrics.metrics,
  optimizers: api.optimizers,
  regularizers: api.regularizers,
};

function fresh(): api.Sequential {
  const model = api.sequential([new api.Dense({ units: 1 })]);
  model.compile({ optimizer: 'sgd', loss: 'mse', seed: 1, backend: interpreter() });
  model.buildFor([1]);
  return model;
}

const laplace = uncertainty.laplaceClassifier([[1]], [0], { kernel: [[1]] });
const objective: uncertainty.Objective = ({ x: [value] }) => value!.mean();
const x = [[1], [2]];
const y = [[1], [2]];

class Declares extends api.Layer {
  readonly className = 'Declares';
  getConfig(): api.PlainConfig {
    return {};
  }
  override build(): void {
    this.addWeight({ name: 'w', shape: [1], initializer: new api.Zeros(), regulariser: 'l2' } as never);
  }
  call(value: api.Tensor): api.Tensor {
    return value;
  }
}

/** What takes options of a type whose name does not say so. */
const takers: Readonly<Record<string, () => unknown>> = {
  CalibrationErrorOptions: () => uncertainty.expectedCalibrationError([0], [[1]], unknown),
  CompileConfig: () => api.sequential([new api.Flatten()]).compile(unknown),
  ConformalClassifierOptions: () => new uncertainty.ConformalClassifier(fresh(), unknown),
  ConformalRegressorOptions: () => new uncertainty.ConformalRegressor(fresh(), unknown),
  ConformanceOptions: () => conformance(interpreter(), unknown),
  CpuOptions: () => cpu(unknown),
  DeepEnsembleOptions: () => uncertainty.deepEnsemble(fresh, 1, unknown),
  EvaluateOptions: () => fresh().evaluate(x, y, unknown),
  ExportOptions: () => exportOnnx(fresh(), unknown),
  FindRateOptions: () => uncertainty.findRate(fresh, { x, y }, unknown),
  FitOptions: () => fresh().fit(x, y, unknown),
  FromKerasOptions: () => data.fromKeras(fresh(), new Uint8Array(), unknown),
  GraphOptions: async () => exportGraph(await fresh().inferenceGraph(), unknown),
  HistoryChartOptions: () => charts.historyChart(new api.History(), unknown),
  GradientNoiseOptions: () => uncertainty.gradientNoise(objective, unknown),
  LabelNoiseOptions: () => uncertainty.labelNoise([0], unknown),
  LaplaceClassifierOptions: () => uncertainty.laplaceClassifier([[1]], [0], unknown),
  LaplaceRegressorOptions: () => uncertainty.laplaceRegressor([[1]], [1], unknown),
  LaplaceSampleOptions: () => laplace.sample([[1]], unknown),
  ImportOptions: () => importOnnx(new Uint8Array(), unknown),
  LawOptions: () => fresh().logProbability({}, unknown),
  LearnedRatesOptions: () => api.learnedRates({}, unknown),
  LoadCheckpointOptions: () => files.loadCheckpoint(folder, unknown),
  LoadOptions: async () => api.modelFromFiles(await api.modelToFiles(fresh()), unknown),
  LossConfig: () => new api.MeanSquaredError(unknown),
  MaskOptions: () => fresh().masks(0, unknown),
  MetricConfig: () => new api.metrics.Accuracy(unknown),
  MaskStatisticsOptions: () => uncertainty.maskStatistics(fresh(), unknown),
  MixOptions: () => uncertainty.mixup({ x, y }, unknown),
  MixtureOptions: () => uncertainty.mixtureNegativeLogLikelihood([1], [[1]], unknown),
  ModelDiagramOptions: () => charts.modelDiagram(fresh(), unknown),
  ModelConfig: () => api.sequential([new api.Flatten()], unknown),
  MonitorConfig: () => new api.EarlyStopping(unknown),
  ModelCardOptions: () => saveOnnx(fresh(), join(folder, 'm.onnx'), { card: unknown }),
  OnnxOptions: () => onnx(unknown),
  OptimizerConfig: () => new api.SGD(unknown),
  PredictOptions: () => fresh().predict(x, unknown),
  ProgramOptions: () => fresh().program('inference', unknown),
  ReadCsvOptions: () => data.readCsv('a\n1\n', unknown),
  ReadFileOptions: () => files.readFile(join(folder, 'none'), unknown),
  ReadOptions: () => data.readNpy(new Uint8Array(), unknown),
  RDropOptions: () => uncertainty.rDrop((value) => value, unknown),
  ReliabilityOptions: () => uncertainty.reliability([0], [[1]], unknown),
  RunOptions: () => runConformance(interpreter(), unknown),
  SampleOptions: () => fresh().sample(x, unknown),
  SampledMomentsConfig: () => api.sampledMoments([], [], unknown),
  SaveOnnxOptions: () => saveOnnx(fresh(), join(folder, 'm.onnx'), unknown),
  SharpnessAwareOptions: () => uncertainty.sharpnessAware(objective, unknown),
  SkeletonOptions: () => skeleton(unknown),
  StepConfig: () => fresh().step(unknown),
  StepScheduleConfig: () => api.schedules.step(unknown),
  SummaryOptions: () => fresh().summary(unknown),
  TfjsOptions: () => tfjs(unknown),
  TrainOnBatchOptions: () => fresh().trainOnBatch(x, y, unknown),
  WeightOptions: () => fresh().getWeights(unknown),
  WriteNpyOptions: () => data.writeNpy(Float32Array.of(1), unknown),
};

/** Not what a user is asked for: plain data, and the contracts of those who write backends. */
const others = ['CompileOptions', 'PlainConfig', 'RewriteOptions', 'SimplifyOptions'];

/** The types of options among what the doors of all packages export. */
function typesOfOptions(): string[] {
  const entries = readdirSync(join(repository, 'packages')).flatMap((name) => {
    const file = readFileSync(join(repository, 'packages', name, 'package.json'), 'utf8');
    const { exports } = JSON.parse(file) as { exports: Record<string, string | { types: Record<string, string> }> };
    return Object.values(exports).flatMap((entry) =>
      typeof entry === 'string' ? [] : [join(repository, 'packages', name, entry.types['@bernoulli/source']!)],
    );
  });
  const read = ts.readConfigFile(join(repository, 'tsconfig.base.json'), (path) => readFileSync(path, 'utf8'));
  const { options } = ts.parseJsonConfigFileContent(read.config, ts.sys, repository);
  const program = ts.createProgram(entries, options);
  const checker = program.getTypeChecker();
  const names = new Set<string>();
  const look = (module: ts.Symbol): void => {
    for (const symbol of checker.getExportsOfModule(module)) {
      const meant = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      if (meant.flags & ts.SymbolFlags.ValueModule) look(meant);
      else if (/(Config|Options)$/.test(symbol.name) && meant.flags & ts.SymbolFlags.Type) names.add(symbol.name);
    }
  };
  for (const entry of entries) look(checker.getSymbolAtLocation(program.getSourceFile(entry)!)!);
  return [...names].sort();
}

/** The class or function that a type of options is called after, as `Dense` for `DenseConfig`. */
function calledAfter(type: string): (() => unknown) | undefined {
  const name = type.replace(/(Config|Options)$/, '');
  const small = name[0]!.toLowerCase() + name.slice(1);
  for (const room of rooms) {
    const found = room as Readonly<Record<string, unknown>>;
    if (typeof found[name] === 'function') return () => new (found[name] as Taker)(unknown);
    if (typeof found[small] === 'function') return () => (found[small] as (options: never) => unknown)(unknown);
  }
  const activation = (api.activations as Readonly<Record<string, unknown>>)[small];
  if (typeof activation === 'function')
    return () => {
      const input = new api.Trace(new Map(), { mode: 'infer' }).input('x', { dtype: 'f32', shape: [1, 2] });
      return (activation as (x: api.Tensor, options: never) => unknown)(input, unknown);
    };
  return undefined;
}

const asked = async (take: () => unknown): Promise<unknown> => take();
const refusal = /there is no setting "?(nonesuch|regulariser)"?/;

describe('an unknown option', () => {
  it.each(typesOfOptions().filter((type) => !others.includes(type)))('of %s is refused', async (type) => {
    const take = takers[type] ?? calledAfter(type);
    if (take === undefined) throw new Error(`nothing here takes ${type}: say in this test what does`);
    await expect(asked(take)).rejects.toThrow(refusal);
  });

  it.each(Object.entries(tables))('of any of the %s is refused', (_, table) => {
    const classes: readonly Taker[] = Object.values(table);
    expect(classes.length).toBeGreaterThan(2);
    for (const Class of classes) expect(() => new Class(unknown), Class.name).toThrow(refusal);
  });

  it('is refused in what has no type of options', async () => {
    const model = fresh();
    await expect(files.loadModel(folder, unknown)).rejects.toThrow();
    expect(() => model.buildFor({ shape: [1], dtypes: 'i32' } as never)).toThrow('there is no setting "dtypes"');
    class Net extends api.Model {
      constructor() {
        super({ nam: 'net' } as never);
      }
      call(value: api.Tensor): api.Tensor {
        return value;
      }
    }
    expect(() => new Net()).toThrow('Did you mean name?');
    const declaring = api.sequential([new Declares()]);
    declaring.compile({ seed: 1, backend: interpreter() });
    expect(() => declaring.buildFor([1])).toThrow(/no setting "regulariser".*Did you mean regularizer\?/);
    await expect(model.fit([{ x, y, sampleWeights: [1, 1] }] as never, { verbose: 0 })).rejects.toThrow(
      'Did you mean sampleWeight?',
    );
    const step = model.step({ optimizer: 'sgd', objective: (rows) => model.apply(rows.x[0]!).mean() });
    await expect(step({ x, ys: y } as never)).rejects.toThrow('there is no setting "ys"');
    expect(() => api.decodeSafetensors(api.encodeSafetensors({}), { tensor: 1 } as never)).toThrow(
      'Did you mean tensors?',
    );
  });
});

describe('a callback', () => {
  const fit = (callback: unknown): Promise<unknown> =>
    fresh().fit(x, y, { verbose: 0, callbacks: [callback] } as never);

  it.each(['onEpochEnds', 'OnEpochEnd', 'on_epoch_end', 'onBatchEnded'])(
    'with a method %s is refused',
    async (name) => {
      await expect(fit({ [name]: () => undefined })).rejects.toThrow(
        /callbacks\[0\] has a method .*Did you mean on\w+End\?/,
      );
    },
  );

  it('with a method of a class, and one that is like none', async () => {
    class Listens {
      onEpochBegins(): void {}
    }
    await expect(fit(new Listens())).rejects.toThrow('Did you mean onEpochBegin?');
    await expect(fit({ onPredictBegin: () => undefined })).rejects.toThrow('there are onTrainBegin, onEpochBegin');
  });

  it('must be an object, and no class', async () => {
    await expect(fit(api.EarlyStopping)).rejects.toThrow('new EarlyStopping(…)');
    await expect(fit(null)).rejects.toThrow('callbacks[0] must be a callback');
  });

  it('may have state and methods of its own', async () => {
    const seen: number[] = [];
    const callback = { seen, note: (n: number) => void seen.push(n), onEpochEnd: (n: number) => callback.note(n) };
    await fit(callback);
    expect(seen).toEqual([0]);
  });
});
