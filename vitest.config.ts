import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // The machine may have two cores and be busy: tests assert results, never durations.
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
