/** The page's program: it reads files from its server and posts what was in them. */
import { readAll } from './data-run.ts';

function post(path: string, body: unknown): Promise<Response> {
  return fetch(path, { method: 'POST', body: JSON.stringify(body) });
}

readAll((file) => fetch(`/files/${file}`)).then(
  (story) => post('/stories', story),
  (error: unknown) => post('/error', String(error instanceof Error ? error.stack : error)),
);
