/** Faults that take time, or several executables, to show. */
import { fail, type Executable, type TensorData, type Values } from '@bernoulli/api/ir';
import { wrapped, type Mutant } from './mutant.ts';
import { job, mutant, type Outputs } from './wrappers.ts';

/** Whose second dispose was called. */
const freed = new Set<Executable>();

/** One place for all executables, as a careless engine has one buffer for what comes in. */
function together(): Mutant['make'] {
  return () => {
    let last: Values = {};
    return wrapped((executable) => ({
      run: async (inputs) => {
        last = inputs;
        await Promise.resolve();
        const merged = Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, last[name] ?? value]));
        return executable.run(merged);
      },
    }));
  };
}

export const time: readonly Mutant[] = [
  mutant('the hundredth run is off', (executable) => {
    let runs = 0;
    return {
      run: async (inputs) => {
        const got = await executable.run(inputs);
        if (++runs > 60) for (const { data } of Object.values(got)) data[0]! += data instanceof Float32Array ? 1e-3 : 1;
        return got;
      },
    };
  }),
  mutant('the second run is the first', (executable) => {
    let first: Outputs | undefined;
    return {
      run: async (inputs) => {
        const got = await executable.run(inputs);
        first ??= structuredClone(got);
        return structuredClone(first);
      },
    };
  }),
  mutant('writeState takes effect a little later', (executable) => ({
    writeState: async (name, value) => {
      const copy = { ...value, data: value?.data?.slice?.() };
      await new Promise((done) => setTimeout(done, 2));
      await executable.writeState(name, copy);
    },
  })),
  mutant('the later of two writes is lost', (executable) => {
    let busy = false;
    return {
      writeState: async (name, value) => {
        if (busy) return;
        busy = true;
        await executable.writeState(name, value);
        await Promise.resolve();
        busy = false;
      },
    };
  }),
  mutant('a verdict once false stays false', (executable, graph) => {
    if (graph.commit === null) return {};
    let saved: Record<string, TensorData> | undefined;
    return {
      run: async (inputs) => {
        const names = graph.state.map(({ name }) => name);
        const read = async () =>
          Object.fromEntries(
            await Promise.all(names.map(async (name) => [name, await executable.readState(name)] as const)),
          );
        const before = await read();
        const got = await executable.run(inputs);
        const now = await read();
        const kept = names.length > 0 && names.every((name) => before[name]!.data.join() === now[name]!.data.join());
        if (saved !== undefined) for (const name of names) await executable.writeState(name, saved[name]!);
        else if (kept) saved = now;
        return got;
      },
    };
  }),
  mutant('the second dispose frees what others share', (executable) => {
    let times = 0;
    return {
      dispose: async () => {
        if (++times === 2) freed.add(executable);
        await executable.dispose();
      },
      run: async (inputs) => (freed.size > 0 ? {} : executable.run(inputs)),
    };
  }),
  mutant('dispose complains the second time', (executable) => {
    let gone = false;
    return {
      dispose: async () => {
        if (gone) fail('STATE', { who: 'dispose', what: 'it is gone' });
        gone = true;
        await executable.dispose();
      },
    };
  }),
  mutant('dispose does nothing', () => ({ dispose: async () => {} })),
  { name: 'executables that run at once meet in one buffer', job, make: together() },
  mutant('state is not zero at first', (executable, graph) => {
    let begun = false;
    const begin = async (): Promise<void> => {
      if (begun) return;
      begun = true;
      for (const { name } of graph.state) {
        const value = await executable.readState(name);
        if (value.data instanceof Float32Array)
          await executable.writeState(name, { ...value, data: value.data.map((v) => v || 1e-3) });
      }
    };
    return { run: async (inputs) => (await begin(), executable.run(inputs)) };
  }),
];
