/** The worker thread on the sources: built packages need no such step. */
import { register } from 'tsx/esm/api';

register();
await import('../src/worker/worker.ts');
