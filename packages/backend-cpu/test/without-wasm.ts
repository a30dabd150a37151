/** A program of its own: runs a small graph, and prints what came of it and whether there was WebAssembly. */
const [way] = process.argv.slice(2);

if (way === 'absent') Reflect.deleteProperty(globalThis, 'WebAssembly');
if (way === 'packed') Reflect.deleteProperty(globalThis, 'DecompressionStream');

const { webAssembly } = await import('../src/codegen/web-assembly.ts');
// A page's content security policy lets WebAssembly be seen, but nothing be compiled.
if (way === 'refused') Object.assign(webAssembly!, { compile: () => Promise.reject(new Error('refused')) });

const { GraphBuilder } = await import('@bernoulli/api/ir');
const { cpu } = await import('../src/index.ts');
const b = new GraphBuilder();
const x = b.input('x', 'f32', [2, 3]);
const executable = await cpu().compile(b.build({ outputs: { y: b.matMul(x, x, { transposeB: true }) } }));
const { y } = await executable.run({ x: { dtype: 'f32', shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) } });
process.stdout.write(`${typeof webAssembly} ${[...y!.data].join(' ')}`);
