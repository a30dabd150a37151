/** The program beside this one, on the sources, in a process and in its threads alike. */
import { register } from 'tsx/esm/api';

register();
await import('./ended-fit.ts');
