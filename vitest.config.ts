import { defineConfig } from 'vitest/config'

export default defineConfig({
  // One copy of graphql-js: left alone, vite loads its ES modules beside the CommonJS ones that Node gives everybody else.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    globalSetup: ['prisma/src/testing/create-template.ts'],
    include: ['router/**/*.test.ts', 'subgraphs/**/*.test.ts', 'prisma/**/*.test.ts'],
    // `@apollo/gateway` reports usage to its maker unless this is set, and offers no option for it.
    env: { APOLLO_TELEMETRY_DISABLED: 'true' },
    // Suites that boot the platform start a database each: a hung start must fail, not wait for ever.
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
})
