/** The page: the network on the CPU backend, and its story to whoever served the page. */
import { cpu } from '@bernoulli/backend-cpu';
import { simpleNet } from '../simple-net.ts';

const post = (path: string, body: unknown): Promise<Response> =>
  fetch(path, { method: 'POST', body: JSON.stringify(body) });

simpleNet(cpu()).then(
  (story) => post('/stories', story),
  (error: unknown) => post('/error', String(error instanceof Error ? error.stack : error)),
);
