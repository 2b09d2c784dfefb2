import { defineConfig } from 'vitest/config'

export default defineConfig({
  // One copy of graphql-js: left alone, vite loads its ES modules beside the CommonJS ones that Node gives everybody else.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    globalSetup: ['prisma/src/testing/create-template.ts'],
    include: ['router/**/*.test.ts', 'subgraphs/**/*.test.ts', 'prisma/**/*.test.ts'],
    // Suites that boot the platform start a database each: a hung start must fail, not wait for ever.
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
})
