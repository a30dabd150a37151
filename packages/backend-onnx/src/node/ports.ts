/** What goes into a model and what comes out, as people and programs read it. */
import { DataType, type ModelProto, type ValueInfoProto } from '../proto/messages.ts';

/** One input or output. */
export interface Port {
  readonly name: string;
  /** As NumPy calls it. */
  readonly type: string;
  /** Sizes; open ones by name. */
  readonly shape: readonly (number | string)[];
}

export interface Ports {
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}

const typeNames = new Map<DataType, string>([
  [DataType.FLOAT, 'float32'],
  [DataType.DOUBLE, 'float64'],
  [DataType.INT32, 'int32'],
  [DataType.INT64, 'int64'],
  [DataType.BOOL, 'bool'],
]);

export function portsOf({ graph }: ModelProto): Ports {
  const port = ({ name, dataType, shape = [] }: ValueInfoProto): Port => ({
    name,
    type: typeNames.get(dataType)!,
    shape,
  });
  return { inputs: graph.inputs.map(port), outputs: graph.outputs.map(port) };
}

/** Both as a table in Markdown. */
export function portTable({ inputs, outputs }: Ports): string {
  const row = (kind: string, { name, type, shape }: Port): string =>
    `| ${kind} | \`${name.replaceAll('|', '\\|')}\` | ${type} | ${shape.length === 0 ? 'scalar' : shape.join(' × ')} |`;
  return [
    '|        | name | type | shape |',
    '| ------ | ---- | ---- | ----- |',
    ...inputs.map((port) => row('input', port)),
    ...outputs.map((port) => row('output', port)),
  ].join('\n');
}
