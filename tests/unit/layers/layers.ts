/** Files that stand together: a folder, or one file, by its path. A file belongs to the longest path that fits. */
export interface Room {
  readonly path: string;
  /** Rooms of the same layer that it may import; they stand before it. */
  readonly beside?: readonly string[];
  /** All that it may import, where that is less than every lower layer. */
  readonly only?: readonly string[];
  /** All that may import it, where that is less than every higher layer. */
  readonly importedBy?: readonly string[];
}

export interface Layer {
  readonly name: string;
  readonly rooms: readonly Room[];
}

const COMPOSITION = [
  'services/adapters.ts',
  'services/compose.ts',
  'services/offline-tools.ts',
  'services/offline-evaluation.ts',
  'services/offline-clean.ts',
];

/** Adapters are chosen where the service is composed, and nothing else knows which one is behind a port. */
function adapter(path: string, beside: readonly string[] = []): Room {
  return { path, beside, importedBy: COMPOSITION };
}

/**
 * The order of the product, lowest layer first. A room imports itself, lower layers, and of its own layer what `beside`
 * names. A new folder of `services` fails the test until it has a place here.
 */
export const LAYERS: readonly Layer[] = [
  { name: 'schemas', rooms: [{ path: 'schemas' }] },
  { name: 'what every file may need of a process', rooms: [{ path: 'services/runtime' }] },
  {
    name: 'computing and drawing: no records, no network',
    rooms: [{ path: 'services/drawing' }, { path: 'services/analysis' }],
  },
  {
    name: 'what comes in: settings, files, labels',
    rooms: [{ path: 'services/config.ts' }, { path: 'services/corpus' }, { path: 'services/labels' }],
  },
  {
    name: 'ports, and what all their adapters share',
    rooms: [
      { path: 'services/embedding' },
      { path: 'services/store', beside: ['services/embedding'] },
      { path: 'services/queue' },
    ],
  },
  {
    name: 'around ports: who may ask, what is counted and traced, which encoder answers',
    rooms: [
      { path: 'services/encodings' },
      { path: 'services/epochs' },
      { path: 'services/access' },
      { path: 'services/metrics' },
      { path: 'services/tracing' },
      { path: 'services/tokenizers' },
      { path: 'services/uploads' },
      { path: 'services/installation' },
    ],
  },
  {
    name: 'features',
    rooms: [
      { path: 'services/neighbours' },
      { path: 'services/retrieval' },
      { path: 'services/records' },
      { path: 'services/evaluation' },
      { path: 'services/curation', beside: ['services/neighbours'] },
      { path: 'services/benchmark', beside: ['services/evaluation'] },
    ],
  },
  {
    name: 'adapters',
    rooms: [
      adapter('services/embedding/onnx-encoder.ts'),
      adapter('services/embedding/lazy-encoder.ts', ['services/embedding/onnx-encoder.ts']),
      adapter('services/embedding/remote', [
        'services/embedding/onnx-encoder.ts',
        'services/embedding/lazy-encoder.ts',
      ]),
      adapter('services/store/embedded'),
      adapter('services/store/qdrant'),
      { path: 'services/queue/pglite-pool.ts', importedBy: ['services/queue/pglite-backend.ts'] },
      adapter('services/queue/pglite-backend.ts', ['services/queue/pglite-pool.ts']),
      { path: 'services/queue/write-template.ts', beside: ['services/queue/pglite-backend.ts'] },
      adapter('services/queue/redis-backend.ts'),
      adapter('services/epochs/redis-epochs.ts'),
      { path: 'services/tracing/exported-span.ts', importedBy: ['services/tracing/otlp-tracing.ts'] },
      adapter('services/tracing/otlp-tracing.ts', ['services/tracing/exported-span.ts']),
    ],
  },
  {
    name: 'composition roots',
    rooms: [
      { path: 'services/adapters.ts', importedBy: [...COMPOSITION, 'services/cli/service.ts'] },
      {
        path: 'services/compose.ts',
        beside: ['services/adapters.ts'],
        importedBy: ['workers', 'services/cli/service.ts'],
      },
      { path: 'services/offline-tools.ts', beside: ['services/adapters.ts'], importedBy: ['services/cli'] },
      {
        path: 'services/offline-evaluation.ts',
        beside: ['services/adapters.ts'],
        importedBy: ['services/cli'],
      },
      { path: 'services/offline-clean.ts', beside: ['services/adapters.ts'], importedBy: ['services/cli'] },
    ],
  },
  { name: 'the service', rooms: [{ path: 'services/api' }, { path: 'workers' }] },
  {
    name: 'ways to the service: HTTP, and starting it',
    rooms: [
      { path: 'clients', only: ['schemas'] },
      // The page runs in a browser: it has the client, and no part of the service.
      { path: 'services/web', beside: ['clients'], only: ['schemas', 'clients'] },
      // Tools of models ask the service with the rights of whoever calls, as every other client.
      { path: 'services/mcp', beside: ['clients'], only: ['schemas', 'clients', 'services/runtime'] },
      { path: 'services/cli/service.ts', beside: ['clients', 'services/mcp'] },
    ],
  },
  {
    name: 'the command line',
    rooms: [
      {
        path: 'services/cli',
        only: [
          'schemas',
          'clients',
          'services/cli/service.ts',
          'services/mcp',
          'services/offline-tools.ts',
          'services/offline-evaluation.ts',
          'services/offline-clean.ts',
          'services/runtime',
          // Keys are made and withdrawn in their file, also while no service runs.
          'services/access',
        ],
      },
    ],
  },
];

/** The only packages that schemas know. */
export const SCHEMA_PACKAGES = ['zod'];

/** Packages that must stay exchangeable: the rooms that may import them. A name ending in / stands for a scope. */
export const VENDORS: Readonly<Record<string, readonly string[]>> = {
  '@zvec/zvec': ['services/store/embedded'],
  '@qdrant/': ['services/store/qdrant'],
  '@electric-sql/': ['services/queue/pglite-backend.ts', 'services/queue/pglite-pool.ts'],
  bullmq: [
    'services/queue',
    'services/queue/pglite-backend.ts',
    'services/queue/pglite-pool.ts',
    'services/queue/redis-backend.ts',
  ],
  '@bull-board/': ['services/queue'],
  '@huggingface/': ['services/embedding', 'services/tokenizers'],
  'onnxruntime-node': ['services/embedding', 'services/neighbours'],
  '@opentelemetry/': ['services/tracing/exported-span.ts', 'services/tracing/otlp-tracing.ts'],
  'bullmq-otel': ['services/tracing/otlp-tracing.ts'],
  'prom-client': ['services/metrics'],
  express: ['services/api', 'services/queue'],
  commander: ['services/cli'],
  '@modelcontextprotocol/': ['services/mcp'],
  preact: ['services/web'],
  '@preact/': ['services/web'],
};
