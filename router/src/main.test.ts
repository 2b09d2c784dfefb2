import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test, vi } from 'vitest'

const ownFile = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const options = ['--supergraph', ownFile('../supergraph.graphql')]
const nobody = 'http://127.0.0.1:9'
const names = ['USERS', 'PROPERTIES', 'CLASSIFICATION', 'CHUNKING', 'RAG']
const environment = {
  ROUTER_SUBGRAPH_SECRET: 'a secret of the test that is long enough',
  ADMIN_PORT: '0',
  ...Object.fromEntries(names.map((name) => [`SUBGRAPH_${name}_URL`, nobody])),
}

/** Runs the program as a process of its own. */
function run(settings: Record<string, string>, ...more: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', ownFile('./main.ts'), ...options, ...more], {
    env: { PATH: process.env.PATH ?? '', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  const print = (part: unknown) => {
    printed += String(part)
  }
  child.stdout.on('data', print)
  child.stderr.on('data', print)
  const exited = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)))
  return { child, exited, read: () => printed }
}

/** The ports in the line that says it is ready. */
function readReadyLine(printed: string): { readonly port: number; readonly adminPort: number } {
  const line = printed.split('\n').find((text) => text.includes('router is ready') && text.endsWith('}'))
  return JSON.parse(line ?? '{}')
}

// A process takes seconds to start, and more where others work.
describe('the router’s program', { timeout: 120_000 }, () => {
  test('serves a supergraph while its subgraphs are down, and ends with 0 on SIGTERM', async () => {
    const program = run(environment, '--port', '0')
    await vi.waitFor(() => expect(program.read()).toContain('router is ready'), { timeout: 90_000 })
    const line =
      program
        .read()
        .split('\n')
        .find((text) => text.includes('router is ready')) ?? ''
    const response = await fetch(`http://127.0.0.1:${JSON.parse(line).port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ properties { totalCount } }"}',
    })
    const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] }
    expect(errors[0]?.extensions.code).toBe('SUBREQUEST_HTTP_ERROR')
    program.child.kill('SIGTERM')
    expect(await program.exited).toBe(0)
  })

  test('says which port is taken and what to do, and ends with 1', async () => {
    const blocker = createServer()
    const port = await new Promise<number>((resolve) =>
      blocker.listen(0, '0.0.0.0', () => resolve((blocker.address() as { port: number }).port)),
    )
    const program = run(environment, '--port', String(port))
    expect(await program.exited).toBe(1)
    expect(program.read()).toContain(`Port ${port} is taken by another program. Stop that one, or set ROUTER_PORT`)
    expect(program.read()).not.toMatch(/^ +at /m)
    await new Promise((resolve) => blocker.close(resolve))
  })

  test('says which supergraph file is missing, and ends with 1', async () => {
    const program = run(environment, '--port', '0', '--supergraph', '/nowhere/supergraph.graphql')
    expect(await program.exited).toBe(1)
    expect(program.read()).toContain('There is no supergraph file /nowhere/supergraph.graphql.')
    expect(program.read()).not.toMatch(/^ +at /m)
  })

  test('listens while the server of its supergraph is away, is not ready, and ends with 0', async () => {
    const program = run(environment, '--port', '0', '--supergraph', `${nobody}/supergraph`)
    await vi.waitFor(() => expect(program.read()).toContain('waits for its supergraph'), { timeout: 90_000 })
    const line =
      program
        .read()
        .split('\n')
        .find((text) => text.includes('waits for its supergraph')) ?? ''
    const ready = await fetch(`http://127.0.0.1:${JSON.parse(line).port}/readyz`)
    expect([ready.status, await ready.json()]).toEqual([503, { status: 'unavailable', supergraph: 'missing' }])
    program.child.kill('SIGTERM')
    expect(await program.exited).toBe(0)
  })

  test('turns unready at once on SIGTERM, finishes what is in flight, and ends with 0', async () => {
    let isAsked = () => {}
    let answer = () => {}
    const asked = new Promise<void>((resolve) => {
      isAsked = resolve
    })
    const subgraph = createHttpServer((request, response) => {
      if (request.method !== 'POST') return response.writeHead(200).end()
      answer = () => {
        response.setHeader('content-type', 'application/json')
        response.end('{"data":{"properties":{"totalCount":7}}}')
      }
      isAsked()
    })
    const port = await new Promise<number>((resolve) =>
      subgraph.listen(0, '127.0.0.1', () => resolve((subgraph.address() as { port: number }).port)),
    )
    const settings = { ...environment, SUBGRAPH_PROPERTIES_URL: `http://127.0.0.1:${port}` }
    const program = run(settings, '--port', '0')
    await vi.waitFor(() => expect(program.read()).toContain('router is ready'), { timeout: 90_000 })
    const { port: routerPort, adminPort } = readReadyLine(program.read())
    const slow = fetch(`http://127.0.0.1:${routerPort}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ properties { totalCount } }"}',
    })
    await asked
    expect((await fetch(`http://127.0.0.1:${adminPort}/readyz`)).status).toBe(200)
    program.child.kill('SIGTERM')
    await vi.waitFor(async () => {
      const { status } = await fetch(`http://127.0.0.1:${adminPort}/readyz`)
      expect(status).toBe(503)
    })
    expect((await fetch(`http://127.0.0.1:${adminPort}/healthz`)).status).toBe(200)
    await expect(fetch(`http://127.0.0.1:${routerPort}/healthz`)).rejects.toThrow()
    answer()
    expect(await (await slow).json()).toMatchObject({ data: { properties: { totalCount: 7 } } })
    expect(await program.exited).toBe(0)
    subgraph.close()
  })

  test('reads a configuration file, and the environment wins over it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'router-'))
    const file = join(folder, 'router.yaml')
    const { ROUTER_SUBGRAPH_SECRET, ADMIN_PORT, ...subgraphs } = environment
    const lines = [
      `ROUTER_SUBGRAPH_SECRET: ${ROUTER_SUBGRAPH_SECRET}`,
      'ADMIN_PORT: 0',
      'ROUTER_PORT: 0',
      'BATCH_MAX: 3',
    ]
    const urls = Object.entries(subgraphs).map(([name, value]) => `${name}: ${value}`)
    writeFileSync(file, [...lines, 'LIMIT_DEPTH: 1', ...urls].join('\n'), { mode: 0o644 })
    const program = run({ LIMIT_DEPTH: '3' }, '--config', file)
    await vi.waitFor(() => expect(program.read()).toContain('router is ready'), { timeout: 90_000 })
    expect(program.read()).toContain(`chmod 600 ${file}`)
    const ask = async (query: string) => {
      const response = await fetch(`http://127.0.0.1:${readReadyLine(program.read()).port}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify([{ query }]),
      })
      return response.text()
    }
    expect(await ask('{ properties { pageInfo { hasNextPage } } }')).not.toContain('OPERATION_LIMIT_EXCEEDED')
    expect(await ask('{ properties { edges { node { id } } } }')).toContain('OPERATION_LIMIT_EXCEEDED')
    program.child.kill('SIGTERM')
    expect(await program.exited).toBe(0)
    writeFileSync(file, 'LIMIT_DEPT: 3\nCOST_MAX: many')
    const faulty = run({}, '--config', file)
    expect(await faulty.exited).toBe(1)
    expect(faulty.read()).toMatch(/has 3 fault\(s\)/)
    expect(faulty.read()).toContain(`${file}: LIMIT_DEPT: is no setting. Did you mean LIMIT_DEPTH?`)
    expect(faulty.read()).toContain(`${file}: COST_MAX: must be a whole number`)
    rmSync(folder, { recursive: true })
  })

  test('prints every fault of its configuration and ends with 1', async () => {
    const program = run({ LIMIT_DEPTH: 'x' })
    expect(await program.exited).toBe(1)
    expect(program.read()).toMatch(/ROUTER_SUBGRAPH_SECRET: .*\n.*LIMIT_DEPTH: /s)
  })
})
