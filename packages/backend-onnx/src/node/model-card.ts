/** A page about a model, with the facts in front that the Hugging Face Hub reads. */
import { field, list, optional, readConfig, text, type Field } from '@bernoulli/api/ir';
import type { ModelProto } from '../proto/messages.ts';
import { portTable, type Ports } from './ports.ts';

/** What a model card says that no file knows. */
export interface ModelCardOptions {
  /** Licence of the model, as in `apache-2.0`. */
  readonly license?: string;
  /** What it does, in the Hub's words, as in `image-classification`. */
  readonly pipelineTag?: string;
  /** Beside `onnx` and `bernoulli`. */
  readonly tags?: readonly string[];
  /** Names of data sets that it learned from. */
  readonly datasets?: readonly string[];
  /** Languages, as in `en`. */
  readonly languages?: readonly string[];
  /** What it was made for, what it is bad at, figures: Markdown, behind the table of inputs and outputs. */
  readonly text?: string;
}

const words = (): Field<readonly string[]> =>
  list<string, string>(
    field('be a text', (x) => typeof x === 'string'),
    [],
  );

const fields = {
  license: optional(text()),
  pipelineTag: optional(text()),
  tags: words(),
  datasets: words(),
  languages: words(),
  text: optional(text()),
};

/** Files and their sums, as `sha256sum` has them. */
export type Sums = Readonly<Record<string, string>>;

export function modelCard(model: ModelProto, ports: Ports, sums: Sums, options: ModelCardOptions): string {
  const {
    license,
    pipelineTag,
    tags,
    datasets,
    languages,
    text: about,
  } = readConfig('saveOnnx: card', options, fields);
  const front: Readonly<Record<string, string | readonly string[] | undefined>> = {
    language: languages,
    license,
    library_name: 'onnx',
    pipeline_tag: pipelineTag,
    tags: [...new Set(['onnx', 'bernoulli', ...tags])],
    datasets,
  };
  const { name, docString } = { ...model.graph, docString: model.docString };
  const opset = model.opsetImports.find(({ domain }) => domain === '')!.version;
  return [
    '---',
    ...Object.entries(front).flatMap(([key, value]) => yaml(key, value)),
    '---',
    '',
    `# ${name}`,
    ...paragraph(docString),
    '',
    `An ONNX model: opset ${opset}, IR version ${model.irVersion}, written by ${model.producerName} ${model.producerVersion}.`,
    '',
    '## Inputs and outputs',
    '',
    portTable(ports),
    ...paragraph(about),
    ...metadataOf(model),
    '',
    '## Files',
    '',
    '```text',
    ...Object.entries(sums).map(([file, sum]) => `${sum}  ${file}`),
    '```',
    '',
  ].join('\n');
}

const paragraph = (of: string | undefined): string[] => (of ? ['', of.trim()] : []);

function metadataOf({ metadataProps = {} }: ModelProto): string[] {
  const rows = Object.entries(metadataProps).map(([key, value]) => `- \`${key}\`: ${value}`);
  return rows.length === 0 ? [] : ['', '## Facts', '', ...rows.sort()];
}

/** A text of JSON is one of YAML, whatever stands in it. */
function yaml(key: string, value: string | readonly string[] | undefined): string[] {
  if (value === undefined || value.length === 0) return [];
  if (typeof value === 'string') return [`${key}: ${JSON.stringify(value)}`];
  return [`${key}:`, ...value.map((each) => `  - ${JSON.stringify(each)}`)];
}
