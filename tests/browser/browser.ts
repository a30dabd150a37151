/** Opens a bundled page in a browser without a window, and waits for what it posts. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';
import { build, type BuildOptions } from 'esbuild';

const usualFlags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The browser's program: what CHROME names, or the first of the usual ones on the path. */
export function findBrowser(): string | undefined {
  const { CHROME, PATH = '' } = process.env;
  if (CHROME) return CHROME;
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  return names.flatMap((name) => PATH.split(':').map((folder) => join(folder, name))).find((path) => existsSync(path));
}

/** The page's program in one minified file, from our sources or, without the source condition, from what was built. */
export function bundle(entry: string, conditions: string[]): Promise<string> {
  return bundled({ entryPoints: [entry], conditions });
}

/** A program in TypeScript, with what it imports, in one minified file. */
export function bundleText(contents: string): Promise<string> {
  return bundled({ stdin: { contents, loader: 'ts', resolveDir: import.meta.dirname } });
}

async function bundled(of: BuildOptions): Promise<string> {
  const { outputFiles } = await build({
    ...of,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    logLevel: 'error',
  });
  return outputFiles![0]!.text;
}

/** What isolates a page from other origins: only then may its threads share memory. */
const isolation = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };

/** How a page is opened. */
export interface OpenOptions {
  /** In isolation from other origins. */
  readonly isolated?: boolean;
  /** The page's Content-Security-Policy. */
  readonly policy?: string;
  /** What the page finds behind the question mark of its address. */
  readonly query?: string;
  /** Flags of the browser beside the usual ones. */
  readonly flags?: readonly string[];
  /** Files that the page finds under `/files/`. */
  readonly files?: Readonly<Record<string, Buffer>>;
}

/** What a page is served with: the file at a path, or nothing. */
export type Files = (path: string) => Promise<Served | undefined>;

export interface Served {
  readonly type: string;
  readonly body: string | Buffer;
}

/** Opens a page with this script, and gives back what it posts to `/stories`. */
export function open(browser: string, script: string, options: OpenOptions = {}): Promise<unknown> {
  return visit(browser, pageOf(script, options.files), options);
}

/** Opens the page at `/`, and gives back what it posts to `/stories`. */
export async function visit(browser: string, files: Files, options: OpenOptions = {}): Promise<unknown> {
  const { isolated = false, policy, query = '', flags = [] } = options;
  const profile = await mkdtemp(join(tmpdir(), 'bernoulli-browser-'));
  let post: (body: unknown) => void;
  let refuse: (error: Error) => void;
  const posted = new Promise<unknown>((resolve, reject) => ([post, refuse] = [resolve, reject]));
  const secured = policy === undefined ? {} : { 'content-security-policy': policy };
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { type, body, story, error } = await answer(request, files);
    const headers = { 'content-type': type, ...(isolated ? isolation : {}), ...secured };
    response.writeHead(body === undefined ? 404 : 200, headers).end(body);
    if (story !== undefined) post(story);
    if (error !== undefined) refuse(new Error(error));
  };
  const server = createServer((request, response) => {
    void serve(request, response).catch(refuse);
  });
  const port = await listen(server);
  const page = `http://127.0.0.1:${port}/?${query}`;
  const child = spawn(browser, [...usualFlags, ...flags, `--user-data-dir=${profile}`, page], { stdio: 'ignore' });
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.once('error', (error) => refuse(error));
  void exited.then(() => refuse(new Error('the browser ended before the page had posted')));
  try {
    return await posted;
  } finally {
    child.kill();
    if (child.pid !== undefined) await exited;
    server.closeAllConnections();
    server.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

interface Answer {
  readonly type: string;
  readonly body?: string | Buffer;
  readonly story?: unknown;
  readonly error?: string;
}

async function answer(request: IncomingMessage, files: Files): Promise<Answer> {
  const path = request.url?.split('?')[0] ?? '/';
  if (path === '/stories') return { type: 'text/plain', body: '', story: JSON.parse(await text(request)) };
  if (path === '/error') return { type: 'text/plain', body: '', error: JSON.parse(await text(request)) };
  return (await files(path)) ?? { type: 'text/plain' };
}

const binaries = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));

/** A page that is one script, with files and the WebAssembly modules of TensorFlow.js beside it. */
function pageOf(script: string, files: OpenOptions['files'] = {}): Files {
  return async (path) => {
    if (path === '/')
      return { type: 'text/html', body: '<!doctype html><script type="module" src="/page.js"></script>' };
    if (path === '/page.js') return { type: 'text/javascript', body: script };
    if (path.startsWith('/wasm/'))
      return { type: 'application/wasm', body: await readFile(join(binaries, basename(path))) };
    const body = path.startsWith('/files/') ? files[basename(path)] : undefined;
    return body === undefined ? undefined : { type: 'application/octet-stream', body };
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
}
