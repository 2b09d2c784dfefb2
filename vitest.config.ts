import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['router/**/*.test.ts', 'subgraphs/**/*.test.ts', 'prisma/**/*.test.ts'],
    // Suites that boot the platform start a database each: a hung start must fail, not wait for ever.
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
})
