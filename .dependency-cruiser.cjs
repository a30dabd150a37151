/**
 * The import law: who may import whom. Every rule lists what is allowed and forbids the rest, so that a new folder has to be
 * given its place here before anything can use it. Tests may import what they like.
 */

const TEST = '(\\.test\\.ts$|^[^/]+/[^/]+/test/)';
/** Programs of a package's own build (code generators); never part of what is published. */
const TOOLING = '(^[^/]+/[^/]+/[^/]+\\.config\\.ts$|^[^/]+/[^/]+/scripts/)';
const NOT_CODE = [TEST, TOOLING];

const API = '^packages/api/src';
const IR = `${API}/ir/`;
/** What backends, and whoever else stands outside, see of the kernel interface. */
const IR_DOOR = `${API}/ir/index\\.ts$`;
/** Symbols, traces and modules, and the contracts beside them that everything above is written against. */
const TRACE = `${API}/(trace|tensor|module|layer|config|registry)\\.ts$`;
/** Small laws, one file each, that layers and models are put together from. */
const PARTS = `${API}/(activations|constraints|initializers|losses|metrics|optimizers|regularizers|schedules)/`;
const RANDOM = `${API}/random/`;
const DROPOUT = `${API}/dropout/`;
const LAYERS = `${API}/layers/`;
const FORMATS = `${API}/safetensors/`;

/**
 * A room of the api, and everything it may import. The model's room, which is all that is not named here, may import every other.
 *
 * @param {string} name
 * @param {string} room
 * @param {readonly string[]} allowed
 */
function room(name, room, allowed) {
  return {
    name: `api-${name}-looks-down-only`,
    comment: 'Inside the api imports run one way: model → layers → dropout → random → trace → ir.',
    severity: 'error',
    from: { path: room, pathNot: NOT_CODE },
    to: { pathNot: [room, ...allowed], couldNotResolve: false, dependencyTypesNot: ['core'] },
  };
}

/**
 * What a package may import besides itself.
 *
 * @param {string} name
 * @param {readonly string[]} allowed
 * @param {{ core: boolean }} options `core`: whether it may use node's own modules
 */
function borders(name, allowed, { core }) {
  return {
    name: `${name}-imports`,
    comment: `What packages/${name} may import is listed in .dependency-cruiser.cjs.`,
    severity: 'error',
    from: { path: `^packages/${name}/src/`, pathNot: NOT_CODE },
    to: {
      pathNot: [`^packages/${name}/src/`, ...allowed],
      couldNotResolve: false,
      ...(core ? { dependencyTypesNot: ['core'] } : {}),
    },
  };
}

const engine = (/** @type {string} */ names) => `(^|node_modules/)${names}(/|$)`;

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Modules that import each other cannot be read, or loaded, one at a time. Types alone may.',
      severity: 'error',
      from: { pathNot: TEST },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'resolvable',
      comment: 'An import that leads nowhere. Optional peers need not be installed.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: ['^onnxruntime-web', '^@tensorflow/tfjs-backend-(webgl|webgpu)'] },
    },

    // packages/api: nothing outside itself; node's modules in src/node only.
    borders('api', [], { core: true }),
    {
      name: 'api-node-only-in-node',
      comment: 'The api runs in browsers. What needs Node lives in src/node, the subpath @bernoulli/api/node.',
      severity: 'error',
      from: { path: `${API}/`, pathNot: [`${API}/node/`, ...NOT_CODE] },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'api-node-is-an-end',
      comment: 'Nothing else in the api may depend on src/node.',
      severity: 'error',
      from: { path: `${API}/`, pathNot: [`${API}/node/`, ...NOT_CODE] },
      to: { path: `${API}/node/` },
    },
    {
      name: 'api-interpreter-is-an-oracle',
      comment: 'The interpreter is the meaning of the ops, for tests and tools. It never ends up in a bundle.',
      severity: 'error',
      from: { path: `${API}/`, pathNot: [`${IR}interpret`, ...NOT_CODE] },
      to: { path: `${IR}interpret` },
    },
    room('ir', IR, []),
    {
      ...room('trace', TRACE, [IR, PARTS]),
      comment: 'Trace and modules look at ir alone. They may name the types of the small laws that parameters carry.',
    },
    {
      name: 'api-trace-names-parts-as-types',
      severity: 'error',
      from: { path: TRACE, pathNot: NOT_CODE },
      to: { path: PARTS, dependencyTypesNot: ['type-only'] },
    },
    room('formats', FORMATS, [IR]),
    room('random', RANDOM, [TRACE, IR]),
    room('parts', PARTS, [RANDOM, TRACE, IR]),
    room('dropout', DROPOUT, [PARTS, RANDOM, TRACE, IR]),
    room('layers', LAYERS, [DROPOUT, PARTS, RANDOM, TRACE, IR]),

    // Backends: the kernel interface and their one engine.
    borders('backend-cpu', [IR_DOOR], { core: true }),
    borders('backend-tfjs', [IR_DOOR, engine('@tensorflow/tfjs-(core|backend-[a-z]+)')], { core: true }),
    borders(
      'backend-onnx',
      [IR_DOOR, engine('onnxruntime-(node|web|common)'), '^packages/backend-cpu/src/index\\.ts$'],
      {
        core: true,
      },
    ),

    // The suite that holds them: the kernel interface alone. No backend, no test runner, no Node.
    borders('conformance', [IR_DOOR], { core: false }),

    {
      name: 'packages-by-their-doors',
      comment: 'From outside, a package is what its exports map says.',
      severity: 'error',
      from: { path: '^(packages|apps)/([^/]+)/', pathNot: NOT_CODE },
      to: {
        path: '^(packages|apps)/',
        pathNot: [
          '^$1/$2/',
          '^packages/[^/]+/src/index\\.ts$',
          // Not published, and not part of a package's own doings: what the conformance run must know of it.
          '^packages/backend-[^/]+/known\\.ts$',
          `${API}/(ir/index|ir/interpret|random/index|node/index)\\.ts$`,
        ],
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^(packages|apps)/[^/]+/(dist|out|assembly|wasm)/', '\\.config\\.ts$'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@bernoulli/source', 'types', 'import', 'node', 'default'],
    },
  },
};
