/** The program beside this one, on the sources. */
import { register } from 'tsx/esm/api';

register();
await import('./cycles.ts');
