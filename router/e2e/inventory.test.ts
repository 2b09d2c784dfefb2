import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { readSubgraphList } from '../scripts/read-subgraph-list.ts'

const root = new URL('../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')
const subgraphs = readSubgraphList(fileURLToPath(new URL('router/supergraph.yaml', root)))

describe.each(subgraphs.map(({ name, url }) => ({ name, port: new URL(url).port })))('the subgraph $name', ({
  name,
  port,
}) => {
  test('is scraped by Prometheus at its port', () => {
    const config = parse(read('monitoring/prometheus.yml')) as {
      scrape_configs: { static_configs: { targets: string[] }[] }[]
    }
    const targets = config.scrape_configs.flatMap(({ static_configs }) =>
      static_configs.flatMap((entry) => entry.targets),
    )
    expect(targets.filter((target) => target.endsWith(`:${port}`))).toHaveLength(1)
  })

  test('listens on that port by default, and its README says so', () => {
    const setting = `${name.toUpperCase()}_PORT`
    expect(read(`subgraphs/${name}/src/config.ts`)).toContain(`${setting}: portSetting(${port})`)
    expect(read(`subgraphs/${name}/README.md`)).toContain(`\`${setting}\` (${port})`)
  })

  test('is part of the embedded platform and runs on its own', () => {
    expect(read('router/embedded/create-subgraphs.ts')).toContain(`@ree-ai/${name}/subgraph`)
    expect(existsSync(new URL(`subgraphs/${name}/src/main.ts`, root))).toBe(true)
  })
})
