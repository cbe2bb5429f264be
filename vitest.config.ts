import { defineConfig } from 'vitest/config'

/** Tests of what needs neither processes nor engines: they can share a process, which spares loading everything anew. */
const pure = [
  'backbones',
  'cost-model',
  'data',
  'leaderboard',
  'pruners',
  'run',
  'samplers',
  'space',
  'stats',
  'sweep',
  'text',
  'trial',
].map(folder => `test/${folder}/**/*.test.{ts,tsx}`)

export default defineConfig({
  test: {
    // Where CI is set, Ink draws nothing before the end.
    env: { CI: 'false' },
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    projects: [
      { extends: true, test: { name: 'pure', include: pure, isolate: false } },
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: pure,
          globalSetup: ['test/setup/build.ts'],
        },
      },
    ],
  },
})
