import tseslint from 'typescript-eslint';

/** Adapters may be imported by the composition roots, compose.ts and offline-tools.ts, and by nothing else. */
const ADAPTERS = [
  '**/store/embedded-stores.ts',
  '**/store/qdrant-stores.ts',
  '**/queue/pglite-backend.ts',
  '**/queue/redis-backend.ts',
  '**/embedding/onnx-encoder.ts',
  '**/tracing/otlp-tracing.ts',
];

/**
 * Inner loops over millions of elements. They read a place that is there by their own arithmetic as `list[i]!`, which costs
 * nothing; everywhere else `at(list, i)` of services/runtime/at.ts throws where there is no such place.
 */
const KERNELS = [
  'services/analysis/{dot,points,k-means,k-means-seeds,spherical-k-means,silhouette,same-task-retrieval,spearman}.ts',
  'services/analysis/{tf-idf,truncated-svd,symmetric-eigen}.ts',
  'services/corpus/formats/json-rows.ts',
  'services/drawing/png.ts',
  'services/embedding/pooling.ts',
  'services/evaluation/retrieval.ts',
  'services/neighbours/{best-rows,block-search,pairwise-search,pairwise-threads,update-graph}.ts',
  'services/store/embedded/{lexical-index,record-index}.ts',
];

const layer = (files, forbidden, message) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { patterns: [{ group: forbidden, message }] }] },
});

export default tseslint.config(
  { ignores: ['node_modules', 'dist', '.kindred', 'infra/encoder', 'infra/training'] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: {
          allowDefaultProject: ['eslint.config.js', 'infra/bin/*.mjs', 'infra/deploy/*.mjs'],
        },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  { files: ['**/*.js', '**/*.mjs'], ...tseslint.configs.disableTypeChecked },
  {
    files: ['services/**/*.ts', 'workers/**/*.ts', 'schemas/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'error',
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
    },
  },
  layer(
    ['schemas/**/*.ts'],
    ['**/services/**', '**/workers/**', 'express', 'bullmq'],
    'Schemas know only zod.',
  ),
  layer(
    [
      'services/{access,corpus,embedding,store,queue,neighbours,retrieval,tracing,curation,analysis,evaluation,benchmark,drawing}/**/*.ts',
    ],
    [
      '**/api/main.ts',
      '**/services/api/**',
      '**/workers/**',
      '**/compose.ts',
      '**/offline-tools.ts',
      '**/cli/**',
      '../api/*',
      '../cli/*',
      ...ADAPTERS,
    ],
    'Features look down: to schemas, ports and pure files.',
  ),
  layer(
    ['services/api/**/*.ts', 'workers/**/*.ts'],
    ['**/cli/**', '**/offline-tools.ts', ...ADAPTERS],
    'Adapters are wired by services/compose.ts; services/offline-tools.ts is for the command line.',
  ),
  layer(
    ['services/cli/**/*.ts'],
    [
      '**/store/**',
      '**/queue/**',
      '**/embedding/**',
      '**/retrieval/**',
      '**/analysis/**',
      '**/evaluation/**',
      '**/benchmark/**',
      '**/corpus/**',
      '**/workers/**',
    ],
    'The command line speaks HTTP: it knows schemas, how to start the service, and offline-tools.ts.',
  ),
  { files: KERNELS, rules: { '@typescript-eslint/no-non-null-assertion': 'off' } },
  { files: ['services/cli/**/*.ts', 'tests/bench/**/*.ts'], rules: { 'no-console': 'off' } },
);
