import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // Where CI is set, Ink draws nothing before the end.
    env: { CI: 'false' },
    include: ['test/**/*.test.{ts,tsx}'],
    globalSetup: ['test/setup/build.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
