import tseslint from 'typescript-eslint';

/**
 * Inner loops over millions of elements. They read a place that is there by their own arithmetic as `list[i]!`, which costs
 * nothing; everywhere else `at(list, i)` of services/runtime/at.ts throws where there is no such place.
 */
const KERNELS = [
  'services/analysis/{dot,points,k-means,k-means-seeds,spherical-k-means,silhouette,same-task-retrieval,spearman}.ts',
  'services/analysis/{tf-idf,truncated-svd,symmetric-eigen}.ts',
  'services/corpus/formats/{json-limits,json-rows}.ts',
  'services/curation/compress/balanced-cells.ts',
  'services/curation/contamination/{ngram-index,word-alignment}.ts',
  'services/curation/correlation/wasserstein.ts',
  'services/curation/deduplicate/{candidate-pairs,leader,lexical-pairs,min-hash,synonyms}.ts',
  'services/curation/deduplicate/{word-bags,word-diff,wordnet}.ts',
  'services/curation/project/{fuzzy-graph,principal-plane,umap-layout,procrustes,landmarks}.ts',
  'services/curation/group-tasks/{label-clusters,label-partition,task-groups}.ts',
  'services/curation/select/{coverage,coverage-curve,facility-location,k-center,lazy-greedy,quotas,row-heap}.ts',
  'services/drawing/png.ts',
  'services/embedding/{pooling,static-vectors,asking/scorer}.ts',
  'services/evaluation/retrieval.ts',
  'services/neighbours/{best-rows,block-search,both-ways,breadth,cell-search,cells,key-lists,pairwise-search,search-threads,update-graph}.ts',
  'services/store/embedded/{lexical-index,record-columns,record-index}.ts',
];

export default tseslint.config(
  {
    ignores: [
      'node_modules',
      'dist',
      '.ci/typescript/*.ts',
      'examples/*_{selector,middleware,recipe}.ts',
      '.kindred',
      'infra/encoder',
      'infra/training',
    ],
  },
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
    files: ['services/**/*.{ts,tsx}', 'workers/**/*.ts', 'schemas/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'error',
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
    },
  },
  { files: KERNELS, rules: { '@typescript-eslint/no-non-null-assertion': 'off' } },
  { files: ['services/cli/**/*.ts', 'tests/bench/**/*.ts', 'examples/*.ts'], rules: { 'no-console': 'off' } },
);
