import { defineConfig } from 'vitest/config';

const common = {
  testTimeout: 60_000,
  hookTimeout: 60_000,
  pool: 'forks' as const,
  globalSetup: 'tests/build-once.ts',
};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...common,
          name: 'embedded',
          include: ['tests/**/*.test.ts'],
          exclude: ['**/*.services.test.ts', 'node_modules/**'],
        },
      },
      {
        test: {
          ...common,
          name: 'services',
          include: ['tests/**/*.services.test.ts'],
          fileParallelism: false,
        },
      },
    ],
  },
});
