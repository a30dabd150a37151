/** Engines in other languages, asked over standard input: one in NumPy passes, and what others do wrong is said in words. */
import { fileURLToPath } from 'node:url';
import { GraphBuilder, type Graph, type TensorData } from '@bernoulli/api/ir';
import { graphToJson, levelOf, runConformance } from '@bernoulli/conformance';
import { afterEach, describe, expect, it } from 'vitest';
import { startEngine, type EngineBackend } from '../bin/engine.ts';
import { arrayFromWire, arrayToWire } from '../bin/wire.ts';
import { python } from './python.ts';

const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const running: EngineBackend[] = [];
afterEach(() => running.splice(0).forEach((engine) => engine.close()));

async function start(command: readonly [string, ...string[]], seconds = 60): Promise<EngineBackend> {
  const engine = await startEngine(command, seconds);
  running.push(engine);
  return engine;
}

const odd = (how: string, seconds?: number) => start([process.execPath, file('fixtures/odd-engine.mjs'), how], seconds);

function negated(): Graph {
  const b = new GraphBuilder();
  return b.build({ outputs: { y: b.neg(b.input('x', 'f32', [2])) } });
}

const x: TensorData = { dtype: 'f32', shape: [2], data: Float32Array.of(1, -2) };

describe('an engine in another language', () => {
  it('is a backend', async () => {
    const engine = await odd('well');
    const program = await engine.compile(negated());
    const { y } = await program.run({ x });
    expect([engine.name, y]).toEqual(['odd', { dtype: 'f32', shape: [2], data: Float32Array.of(-1, 2) }]);
    await program.dispose();
    await expect(program.run({ x })).rejects.toMatchObject({ code: 'STATE' });
  });

  it.each([
    ['garbage', /a line that is no JSON: Traceback/],
    ['crash', /ended with 3 before it answered/],
    ['silent', /no answer within 0.5 s/],
    ['error', /asked to run: no room for it/],
    ['number', /an answer must be an object. Received 7/],
    ['empty', /run must give \{ outputs \}. Received \{\}/],
    ['short', /output y must have 8 bytes for its shape. Received 3 bytes, f32\[2\]/],
  ])('that answers with %s fails the case, and the next one begins anew', async (how, message) => {
    const engine = await odd(how, 0.5);
    for (const run of [1, 2]) {
      const program = await engine.compile(negated());
      await expect(program.run({ x }), `run ${run}`).rejects.toThrow(message);
    }
  });

  it('that lacks an op is unsupported, and one of another version does not begin', async () => {
    const engine = await odd('lacking');
    await expect(engine.compile(negated())).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    await expect(odd('other version')).rejects.toThrow('must speak version 1 of the protocol. Received {"engine":2}');
    await expect(start(['no-such-program'])).rejects.toThrow(/no-such-program.*ENOENT/);
  });
});

describe('what is sent', () => {
  it('loses no bit', () => {
    const bits = Uint32Array.of(0xffc00001, 0x7f800000, 0xff800000, 0x80000000, 1, 0x00800000, 0x7f7fffff, 0x3dcccccd);
    const arrays: TensorData[] = [
      { dtype: 'f32', shape: [2, 4], data: new Float32Array(bits.buffer) },
      { dtype: 'i32', shape: [3], data: Int32Array.of(-(2 ** 31), 2 ** 31 - 1, 0) },
      { dtype: 'bool', shape: [3], data: Uint8Array.of(1, 0, 1) },
      { dtype: 'f32', shape: [0, 2], data: new Float32Array(0) },
      { dtype: 'f32', shape: [], data: new Float32Array(bits.buffer, 4, 1) },
    ];
    for (const array of arrays) {
      const { data, ...type } = arrayFromWire('x', JSON.parse(JSON.stringify(arrayToWire(array))));
      const bytes = ({ buffer, byteOffset, byteLength }: TensorData['data']) =>
        Buffer.from(buffer, byteOffset, byteLength).toString('hex');
      expect({ ...type, bytes: bytes(data) }).toEqual({
        dtype: array.dtype,
        shape: array.shape,
        bytes: bytes(array.data),
      });
    }
  });

  it('is the graph, with numbers that JSON has no word for', () => {
    const b = new GraphBuilder();
    b.site = 'net/dense';
    const padded = b.pad(b.constant(Float32Array.of(1)), [1], [0], -Infinity);
    expect(JSON.parse(JSON.stringify(graphToJson(b.build({ outputs: { padded } }), arrayToWire)))).toEqual({
      irVersion: 1,
      nodes: [
        {
          ...{ op: 'constant', inputs: [], dtype: 'f32', shape: [1] },
          attrs: { value: { dtype: 'f32', shape: [1], bytes: 'AACAPw==' } },
        },
        {
          ...{ op: 'pad', inputs: [0], dtype: 'f32', shape: [2] },
          attrs: { before: [1], after: [0], value: '-Infinity' },
        },
      ],
      inputs: [],
      outputs: [{ name: 'padded', node: 1 }],
      state: [],
      commit: null,
    });
  });
});

describe.skipIf(python === undefined)('NumPy', () => {
  it('passes every case of core, random and training', async () => {
    const engine = await start([python!, file('../examples/engine.py')]);
    const report = await runConformance(engine, { filter: (name) => levelOf(name) !== 'layers' });
    expect(report.results.filter(({ status }) => status !== 'pass')).toEqual([]);
    expect(report.totals.total).toBeGreaterThan(1600);
  }, 300_000);
});
