/** A product and a mask as graphs of their own, run where their values lie. */
import { GraphBuilder, type Backend, type Executable } from '@bernoulli/api/ir';
import { rate } from '../networks.ts';
import type { Ready } from '../process/timing.ts';

type Pass = Pick<Ready, 'units' | 'pass'>;

export async function multiplies(size: number, backend: Backend): Promise<Pass> {
  const b = new GraphBuilder();
  const factor = (name: string) => b.input(name, 'f32', [size, size]);
  const graph = b.build({ outputs: { y: b.matMul(factor('a'), factor('b')) } });
  const executable = await backend.compile(graph);
  const values = (salt: number) =>
    Float32Array.from({ length: size * size }, (_, i) => ((i * 31 + salt) % 64) / 32 - 1);
  return { units: 1, pass: onto(executable, { a: values(1), b: values(2) }) };
}

/** The mask as a step of training draws it: the `uniform` op and a comparison, another key each time. */
export async function draws(elements: number, backend: Backend): Promise<Pass> {
  const b = new GraphBuilder();
  const mask = b.less(b.uniform(b.input('key', 'i32', [2]), [elements]), 1 - rate);
  const executable = await backend.compile(b.build({ outputs: { mask } }));
  return { units: elements, pass: onto(executable, { key: Int32Array.of(0, 1) }) };
}

/** A run on the arrays of the executable. Inputs are written anew each time, since a run may write over them. */
function onto(executable: Executable, inputs: Readonly<Record<string, Float32Array | Int32Array>>): () => unknown {
  return () => {
    const place = executable.inPlace?.();
    if (place == null) throw new Error('The backend offers no arrays in place.');
    for (const [name, value] of Object.entries(inputs)) place.inputs[name]!.set(value);
    return place.run();
  };
}
