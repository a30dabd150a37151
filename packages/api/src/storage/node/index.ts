/**
 * Files, for Node: writing that is never seen half done, and directories of files that vouch for themselves.
 * @module
 */
export { CSVLogger, type CSVLoggerConfig } from './csv-logger.ts';
export { JSONLLogger, type JSONLLoggerConfig } from './jsonl-logger.ts';
export { loadCheckpoint, type LoadCheckpointOptions } from './load-checkpoint.ts';
export { readFile, type ReadFileOptions } from './read-file.ts';
export { saveCheckpoint } from './save-checkpoint.ts';
export { writeFileAtomic } from './write-file-atomic.ts';
export { loadModel, saveModel } from './save-model.ts';
export { TensorBoard, type TensorBoardConfig } from './tensor-board.ts';
