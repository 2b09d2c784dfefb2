import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http'
import type { BenchRow } from './bench-row.ts'
import type { BenchStage } from './bench-stage.ts'

const subscribersMax = 1_000
const ticks = 20

const query = 'subscription { ticked { number user { id name reviews { id } } } }'

/**
 * A thousand subscribers get each event, completed from another subgraph; beside them a thousand clients of the plain
 * server that sends the events, which is as fast as it can be.
 */
export async function fanOut(stage: BenchStage, say: (line: string) => void): Promise<readonly BenchRow[]> {
  const router = await stage.startRouter({
    SUBSCRIPTIONS_PER_VIEWER: '2000',
    SUBSCRIPTION_CONNECTIONS_PER_ADDRESS: '2000',
  })
  await stage.countRequests()
  const ours = await measure(router.url, stage, (count) => say(`${count} subscribers of the router`))
  const fetches = await stage.countRequests()
  const memory = router.memoryMiB()
  await router.stop()
  const plain = await measure(stage.urls.accounts, stage, (count) => say(`${count} clients of the plain server`))
  const scenario = `${subscribersMax} subscribers`
  return [
    {
      scenario,
      figure: 'events delivered',
      ours: `${ours.received}`,
      peer: `${plain.received}`,
      ratio: `asked: ${ticks * subscribersMax}`,
    },
    {
      ...{ scenario, figure: 'ms until all have an event' },
      ...{ ours: ours.medianMs.toFixed(0), peer: plain.medianMs.toFixed(0) },
      ratio: (ours.medianMs / plain.medianMs).toFixed(2),
    },
    { scenario, figure: 'subgraph requests per event', ours: (fetches / ticks).toFixed(1), peer: '', ratio: '' },
    { scenario, figure: 'memory, MiB', ours: memory.toFixed(0), peer: '', ratio: '' },
  ]
}

async function measure(url: string, stage: BenchStage, say: (count: number) => void) {
  const agent = new Agent({ maxSockets: Number.POSITIVE_INFINITY })
  const open: ClientRequest[] = []
  let received = 0
  let onAll: () => void = () => {}
  for (let index = 0; index < subscribersMax; index += 50) {
    const batch = Array.from({ length: 50 }, () =>
      subscribe(url, agent, () => {
        received += 1
        if (received % subscribersMax === 0) onAll()
      }),
    )
    open.push(...(await Promise.all(batch)))
  }
  await waitForSubscribers(stage)
  say(open.length)
  const times: number[] = []
  for (let number = 1; number <= ticks; number++) {
    const all = new Promise<void>((resolve) => {
      onAll = resolve
    })
    const startedAt = performance.now()
    await tick(stage, number)
    await Promise.race([all, new Promise((resolve) => setTimeout(resolve, 10_000))])
    times.push(performance.now() - startedAt)
  }
  for (const client of open) client.destroy()
  agent.destroy()
  return { received, medianMs: times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0 }
}

/** Resolves when the stream is open. */
function subscribe(url: string, agent: Agent, onEvent: () => void): Promise<ClientRequest> {
  return new Promise((resolve, reject) => {
    const client = request(url, {
      method: 'POST',
      agent,
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    })
    client.once('error', reject)
    client.once('response', (response: IncomingMessage) => {
      if (response.statusCode !== 200) return reject(new Error(`subscribing answered ${response.statusCode}`))
      client.on('error', () => {})
      response.setEncoding('utf8')
      let text = ''
      response.on('data', (part: string) => {
        text += part
        const events = text.split('\n\n')
        text = events.pop() ?? ''
        for (const event of events) if (event.includes('data: {')) onEvent()
      })
      response.on('error', () => {})
      resolve(client)
    })
    client.end(JSON.stringify({ query }))
  })
}

/** The router answers before its subgraph has: what is ticked too early would be lost. */
async function waitForSubscribers(stage: BenchStage): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    if ((await tick(stage, 0, '/subscribers')) >= subscribersMax) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('not all subscriptions began')
}

async function tick(stage: BenchStage, number: number, path = '/tick'): Promise<number> {
  const event = { data: { ticked: { number, user: { __typename: 'User', id: '1', name: 'Uri Goldshtein' } } } }
  const response = await fetch(new URL(path, stage.urls.accounts), { method: 'POST', body: JSON.stringify(event) })
  return Number(await response.text())
}
