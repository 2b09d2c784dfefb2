import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { configSchema } from '../src/config.ts'
import { renderConfigurationDocs } from './render-configuration-docs.ts'

describe('docs/configuration.md', () => {
  test('is current: every setting of the router is in its tables, once', () => {
    const text = readFileSync(fileURLToPath(new URL('../../docs/configuration.md', import.meta.url)), 'utf8')
    expect(text).toBe(renderConfigurationDocs())
    const listed = [...text.matchAll(/^\| `([A-Z0-9_]+)` \|/gm)].map(([, name]) => name)
    expect(listed.sort()).toEqual(Object.keys(configSchema.shape).sort())
  })

  test('says of each what it means, its default and what it may be', () => {
    expect(renderConfigurationDocs()).toContain(
      '| `COST_MODE` | Whether costs are ignored, reported, or refused when too high. | `enforce` | off, measure, enforce |',
    )
    expect(renderConfigurationDocs()).toMatch(/\| `ROUTER_SUBGRAPH_SECRET` \|.*\| must be set \|/)
    expect(renderConfigurationDocs()).toMatch(/\| `LIMIT_DEPTH` \|.*\| `20` \| 1 to 1000 \|/)
  })
})
