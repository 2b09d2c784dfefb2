import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
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

  test('prints every fault of its configuration and ends with 1', async () => {
    const program = run({ LIMIT_DEPTH: 'x' })
    expect(await program.exited).toBe(1)
    expect(program.read()).toMatch(/ROUTER_SUBGRAPH_SECRET: .*\n.*LIMIT_DEPTH: /s)
  })
})
