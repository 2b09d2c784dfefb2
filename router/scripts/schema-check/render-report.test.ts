import { expect, test } from 'vitest'
import { renderReport } from './render-report.ts'
import type { SchemaReport } from './report.ts'

const report: SchemaReport = {
  format: 'ree-ai-schema-check',
  formatVersion: 1,
  checkedAt: '2026-11-23T12:00:00.000Z',
  isPassed: false,
  against: 'a560f4d03 (where this branch left main)',
  compositionError: null,
  arePoliciesCompared: true,
  changes: [
    {
      level: 'breaking',
      coordinate: 'Home.plan',
      message: "Field 'plan' was removed from object type 'Home'",
      verdict: 'inUse',
      approval: null,
      uses: [
        ...Array.from({ length: 6 }, (_, index) => ({
          kind: 'client' as const,
          client: 'web',
          version: `1.${index}`,
          operation: 'ShowHome',
          count: index + 1,
          firstSeen: '2026-11-01T08:00:00Z',
          lastSeen: '2026-11-20T08:00:00Z',
        })),
        { kind: 'document', file: 'router/operations/ShowHome.graphql', operation: 'ShowHome' },
      ],
    },
    { level: 'safe', coordinate: 'Q.b', message: 'Added.', verdict: null, approval: null, uses: [] },
  ],
  documents: {
    checkedCount: 3,
    invalid: [{ file: 'a.graphql', line: 2, column: 5, operation: 'A', message: 'Cannot query field "x".' }],
  },
  usage: { sources: ['u.jsonl'], days: 30, recordCount: 9, faultyCount: 0 },
  staleApprovals: [],
}

test('the table stands in columns and tells who uses what, the first five by name', () => {
  expect(renderReport(report, false)).toBe(`Compared with a560f4d03 (where this branch left main).

breaking   Home.plan  Field 'plan' was removed from object type 'Home'
                      in use
                        web 1.0: ShowHome, once, last seen 2026-11-20
                        web 1.1: ShowHome, 2 times, last seen 2026-11-20
                        web 1.2: ShowHome, 3 times, last seen 2026-11-20
                        web 1.3: ShowHome, 4 times, last seen 2026-11-20
                        web 1.4: ShowHome, 5 times, last seen 2026-11-20
                        and 2 more
safe       Q.b        Added.

Trusted documents that the new contract refuses:
  a.graphql:2:5  Cannot query field "x".

1 breaking, 0 dangerous, 1 safe; 3 trusted documents, 1 refused; 9 usage records of 30 days.
The check fails.
`)
})

test('colours are for terminals only and change nothing but the colour', () => {
  const plain = renderReport(report, false)
  const coloured = renderReport(report, true)
  expect(coloured).not.toBe(plain)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the codes are what is taken out.
  expect(coloured.replaceAll(/\u001b\[\d+m/g, '')).toBe(plain)
})
