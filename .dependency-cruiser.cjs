/**
 * The import law: who may import whom. Every rule lists what is allowed and forbids the rest, so that a new folder has to be
 * given its place here before anything can use it. Tests may import what they like.
 */

const TEST = '(\\.test\\.ts$|^[^/]+/[^/]+/test/|^tests/)';
/** Programs of a package's own build (code generators); never part of what is published. */
const TOOLING = '(^[^/]+/[^/]+/[^/]+\\.config\\.ts$|^[^/]+/[^/]+/scripts/)';
const NOT_CODE = [TEST, TOOLING];

const API = '^packages/api/src';
const IR = `${API}/ir/`;
/** What backends, and whoever else stands outside, see of the kernel interface. */
const IR_DOOR = `${API}/ir/index\\.ts$`;
/** Inside ir: what compilers of graphs ask, the second door for authors of backends, and the oracle. They read ir, and ir never them. */
const IR_WINGS = `${IR}(analysis|kernel-backend|interpret)/`;
/** How every configuration object is read, and how a name becomes a thing. */
const CONFIG = `${API}/config/`;
const DATA = `${API}/data/`;
/** Symbols, traces and modules: what everything above is written against. */
const TRACING = `${API}/tracing/`;
const SCHEDULES = `${API}/schedules/`;
const RANDOM = `${API}/random/`;
/** Small laws, one file each, that layers and models are put together from. */
const PARTS = `${API}/(activations|constraints|initializers|losses|metrics|optimizers|regularizers)/`;
const DROPOUT = `${API}/dropout/`;
const LAYERS = `${API}/layers/`;
const PROGRAMS = `${API}/programs/`;
const RUNTIME = `${API}/runtime/`;
const CALLBACKS = `${API}/callbacks/`;
const TRAINING = `${API}/training/`;
const MODEL = `${API}/model/`;
const STORAGE = `${API}/storage/`;

/** What every room of the api may import: the ground floor. */
const GROUND = [IR, CONFIG];

/**
 * A room of the api, and everything it may import. A folder that is not named here may import nothing.
 *
 * @param {string} name
 * @param {string} room
 * @param {readonly string[]} allowed
 */
function room(name, room, allowed) {
  return {
    name: `api-${name}-looks-down-only`,
    comment: 'Inside the api imports run one way: see the picture in docs/ARCHITECTURE.md.',
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

/**
 * A room of a backend or of another package with rooms, and the rooms of the same package that it may import. What it may import from outside is in `borders`.
 *
 * @param {string} name
 * @param {string} room
 * @param {readonly string[]} below
 */
function packageRoom(name, room, below) {
  const src = `^packages/${name}/src/`;
  return {
    name: `${name}-${room}-looks-down-only`,
    comment: 'Inside a package imports run one way.',
    severity: 'error',
    from: { path: `${src}${room}/`, pathNot: NOT_CODE },
    to: { path: src, pathNot: [room, ...below].map((folder) => `${src}${folder}/`) },
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

    // packages/api: nothing outside itself; node's modules in src/storage/node only.
    borders('api', [], { core: true }),
    {
      name: 'api-node-only-in-node',
      comment: 'The api runs in browsers. What needs Node lives in src/storage/node, the subpath @bernoulli/api/node.',
      severity: 'error',
      from: { path: `${API}/`, pathNot: [`${STORAGE}node/`, ...NOT_CODE] },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'api-node-is-an-end',
      comment: 'Nothing else in the api may depend on src/storage/node.',
      severity: 'error',
      from: { path: `${API}/`, pathNot: [`${STORAGE}node/`, ...NOT_CODE] },
      to: { path: `${STORAGE}node/` },
    },
    {
      name: 'api-interpreter-is-an-oracle',
      comment: 'The interpreter is the meaning of the ops, for tests and tools. It never ends up in a bundle.',
      severity: 'error',
      from: { path: `${API}/`, pathNot: [`${IR}interpret/`, ...NOT_CODE] },
      to: { path: `${IR}interpret/` },
    },
    room('ir', IR, []),
    {
      name: 'api-ir-knows-no-wing',
      comment:
        'ir/analysis, ir/kernel-backend and ir/interpret read the rest of ir. It reads none of them; the door hands them on.',
      severity: 'error',
      from: { path: IR, pathNot: [IR_WINGS, IR_DOOR, ...NOT_CODE] },
      to: { path: IR_WINGS },
    },
    room('config', CONFIG, [IR]),
    room('data', DATA, GROUND),
    {
      ...room('tracing', TRACING, [...GROUND, SCHEDULES, PARTS]),
      comment: 'Tracing looks at ir and config alone. It may name the types of the small laws that parameters carry.',
    },
    {
      name: 'api-tracing-names-parts-as-types',
      severity: 'error',
      from: { path: TRACING, pathNot: NOT_CODE },
      to: { path: `${PARTS}|${SCHEDULES}`, dependencyTypesNot: ['type-only'] },
    },
    room('schedules', SCHEDULES, GROUND),
    room('random', RANDOM, [TRACING, ...GROUND]),
    room('parts', PARTS, [SCHEDULES, RANDOM, TRACING, ...GROUND]),
    room('dropout', DROPOUT, [PARTS, SCHEDULES, RANDOM, TRACING, ...GROUND]),
    room('layers', LAYERS, [DROPOUT, PARTS, SCHEDULES, RANDOM, TRACING, DATA, ...GROUND]),
    room('programs', PROGRAMS, [LAYERS, PARTS, SCHEDULES, RANDOM, TRACING, ...GROUND]),
    room('runtime', RUNTIME, [PROGRAMS, PARTS, SCHEDULES, RANDOM, TRACING, ...GROUND]),
    {
      ...room('callbacks', CALLBACKS, [MODEL, PARTS, ...GROUND]),
      comment: 'Callbacks know the model as a type only.',
    },
    {
      name: 'api-callbacks-name-the-model-as-a-type',
      severity: 'error',
      from: { path: CALLBACKS, pathNot: NOT_CODE },
      to: { path: MODEL, dependencyTypesNot: ['type-only'] },
    },
    room('training', TRAINING, [
      CALLBACKS,
      RUNTIME,
      PROGRAMS,
      DROPOUT,
      DATA,
      PARTS,
      SCHEDULES,
      RANDOM,
      TRACING,
      MODEL,
      ...GROUND,
    ]),
    {
      name: 'api-training-names-the-model-as-a-type',
      severity: 'error',
      from: { path: TRAINING, pathNot: NOT_CODE },
      to: { path: MODEL, dependencyTypesNot: ['type-only'] },
    },
    room('model', MODEL, [
      TRAINING,
      CALLBACKS,
      RUNTIME,
      PROGRAMS,
      DATA,
      LAYERS,
      PARTS,
      SCHEDULES,
      RANDOM,
      TRACING,
      ...GROUND,
    ]),
    room('storage', STORAGE, [
      MODEL,
      CALLBACKS,
      TRAINING,
      RUNTIME,
      PROGRAMS,
      LAYERS,
      PARTS,
      SCHEDULES,
      RANDOM,
      TRACING,
      ...GROUND,
    ]),
    room('door', `${API}/index\\.ts$`, [API]),

    // Backends: the kernel interface and their one engine.
    borders('backend-cpu', [IR_DOOR], { core: true }),
    borders('backend-tfjs', [IR_DOOR, engine('@tensorflow/tfjs-(core|backend-[a-z]+)')], { core: true }),
    packageRoom('backend-tfjs', 'engine', []),
    packageRoom('backend-tfjs', 'kernels', ['engine']),
    packageRoom('backend-tfjs', 'noise', ['engine']),
    packageRoom('backend-tfjs', 'fusions', ['kernels', 'engine']),
    borders(
      'backend-onnx',
      [
        IR_DOOR,
        '^packages/api/src/index\\.ts$',
        `${API}/storage/node/index\\.ts$`,
        engine('onnxruntime-(node|web|common)'),
        '^packages/backend-cpu/src/index\\.ts$',
      ],
      { core: true },
    ),

    {
      name: 'backend-onnx-import-makes-models',
      comment:
        'What is imported is a model of the api, and what is saved predicts as one. Everything else in the backend knows the kernel interface alone.',
      severity: 'error',
      from: {
        path: '^packages/backend-onnx/src/',
        pathNot: ['^packages/backend-onnx/src/(import|node)/', ...NOT_CODE],
      },
      to: { path: '^packages/api/src/index\\.ts$' },
    },
    {
      name: 'backend-onnx-node-is-an-end',
      comment:
        'What writes files is src/node, the subpath @bernoulli/backend-onnx/node. Nothing else may depend on it, or on what it writes with.',
      severity: 'error',
      from: { path: '^packages/backend-onnx/src/', pathNot: ['^packages/backend-onnx/src/node/', ...NOT_CODE] },
      to: { path: `^packages/backend-onnx/src/node/|${API}/storage/node/` },
    },
    packageRoom('backend-onnx', 'proto', []),
    packageRoom('backend-onnx', 'import', ['proto']),
    packageRoom('backend-onnx', 'lowerings', ['proto']),
    packageRoom('backend-onnx', 'export', ['lowerings', 'proto']),
    packageRoom('backend-onnx', 'node', ['runtime', 'export', 'proto']),
    packageRoom('backend-onnx', 'partition', []),
    packageRoom('backend-onnx', 'runtime', ['export', 'partition', 'proto']),
    packageRoom('backend-onnx', 'worker', ['runtime', 'partition']),

    // Pictures: what the api hands out, and the library that draws. They run in pages too.
    borders(
      'charts',
      ['^packages/api/src/index\\.ts$', IR_DOOR, '(^|node_modules/)echarts/(charts|components|core|renderers)\\.js$'],
      { core: true },
    ),

    // Readers: what the api takes, and libraries that know the formats. They run in pages too.
    borders('data', ['^packages/api/src/index\\.ts$', IR_DOOR, '(^|node_modules/)(@zip\\.js/zip\\.js|papaparse)/'], {
      core: true,
    }),
    packageRoom('data', 'source', []),
    packageRoom('data', 'arrays', ['source']),
    packageRoom('data', 'csv', ['source']),
    packageRoom('data', 'keras', ['arrays', 'source']),

    // How sure a model is: the api by its doors, and no library.
    borders('uncertainty', ['^packages/api/src/index\\.ts$', IR_DOOR, '^packages/api/src/random/index\\.ts$'], {
      core: true,
    }),
    packageRoom('uncertainty', 'input', []),
    packageRoom('uncertainty', 'samples', ['input']),
    packageRoom('uncertainty', 'scores', ['samples', 'input']),
    packageRoom('uncertainty', 'calibration', ['input']),
    packageRoom('uncertainty', 'conformal', ['input']),
    packageRoom('uncertainty', 'ensembles', ['samples', 'input']),
    packageRoom('uncertainty', 'laplace', ['calibration', 'numerics', 'input']),
    packageRoom('uncertainty', 'rates', ['numerics', 'input']),
    packageRoom('uncertainty', 'numerics', []),
    packageRoom('uncertainty', 'masks', []),
    packageRoom('uncertainty', 'augmentation', ['numerics', 'input']),
    packageRoom('uncertainty', 'objectives', []),

    // What begins a backend: files, and the checks of the kernel interface. Its template is a package of its own.
    borders('create-backend', [IR_DOOR], { core: true }),

    // The suite that holds them: the kernel interface and what its ops mean. No backend, no test runner, no Node.
    borders('conformance', [IR_DOOR, `${API}/ir/interpret/index\\.ts$`], { core: false }),
    {
      name: 'conformance-command-imports',
      comment: 'The command is for any backend: it loads the one that is asked for when it runs, and imports none.',
      severity: 'error',
      from: { path: '^packages/conformance/bin/' },
      to: {
        pathNot: ['^packages/conformance/(bin/|src/index\\.ts$)', IR_DOOR],
        couldNotResolve: false,
        dependencyTypesNot: ['core'],
      },
    },

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
          `${API}/(ir/index|ir/interpret/index|random/index|storage/node/index)\\.ts$`,
          '^packages/backend-onnx/src/node/index\\.ts$',
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
