/**
 * Files, for Node: writing that is never seen half done, and directories of files that vouch for themselves.
 * @module
 */
export { loadCheckpoint, type LoadCheckpointOptions } from './load-checkpoint.ts';
export { readFile, type ReadFileOptions } from './read-file.ts';
export { saveCheckpoint } from './save-checkpoint.ts';
export { writeFileAtomic } from './write-file-atomic.ts';
export { loadModel, saveModel } from './save-model.ts';
