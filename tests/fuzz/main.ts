/**
 * Two kinds of fuzzing: `npm run fuzz -- [onnx] [options]` writes hostile files, `npm run fuzz -- graphs [options]` random graphs.
 */
await (process.argv[2] === 'graphs' ? import('./graphs.ts') : import('./files.ts'));
