/** The page's program under a policy: it trains on the backend that the address names, and posts what it saw of the policy. */
import type { Backend } from '@bernoulli/api';
import { cpu } from '@bernoulli/backend-cpu';
import { tfjs } from '@bernoulli/backend-tfjs';
import { run, type Story } from './browser-run.ts';

const backends = {
  cpu: () => cpu({ simd: 'plain', threads: 2, grain: 0 }),
  tfjs: () => tfjs(),
  'tfjs with paths': () => tfjs({ wasmPaths: '/wasm/' }),
  'tfjs wasm': () => tfjs({ engine: 'wasm' }),
} satisfies Record<string, () => Backend>;

export type PolicyBackend = keyof typeof backends;

/** What the page posts. */
export interface PolicyReport {
  readonly story?: Story;
  readonly error?: { readonly code: string; readonly message: string };
  readonly details: Backend['details'];
  /** What we warned of; TF.js has words of its own. */
  readonly warnings: readonly string[];
  /** Directives that something broke. */
  readonly violations: readonly string[];
}

/** What is used of the page, which this workspace's types do not know. */
declare const location: { readonly search: string };
declare const document: {
  addEventListener(
    type: 'securitypolicyviolation',
    listener: (event: { readonly effectiveDirective: string }) => void,
  ): void;
};

async function report(): Promise<PolicyReport> {
  const [warnings, violations]: string[][] = [[], []];
  const { warn } = console;
  Object.assign(console, {
    warn(...words: unknown[]) {
      const text = words.join(' ');
      if (/^(cpu|tfjs): /.test(text)) warnings!.push(text);
      else warn(...words);
    },
  });
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) =>
    violations!.push(effectiveDirective),
  );
  const backend = backends[decodeURIComponent(location.search.slice(1)) as PolicyBackend]();
  const seen = { warnings: warnings!, violations: violations! };
  try {
    const story = await run(backend);
    // Twice: what there is to say is said once.
    await run(backend);
    return { story, details: backend.details, ...seen };
  } catch (error) {
    const { code, message } = error as PolicyReport['error'] & object;
    return { error: { code, message }, details: backend.details, ...seen };
  }
}

function post(path: string, body: unknown): Promise<Response> {
  return fetch(path, { method: 'POST', body: JSON.stringify(body) });
}

report().then(
  (found) => post('/stories', found),
  (error: unknown) => post('/error', String(error instanceof Error ? error.stack : error)),
);
