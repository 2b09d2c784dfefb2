import { createServer, type IncomingMessage } from 'node:http'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { graphql, parse } from 'graphql'
import { benchResolvers } from './bench-data.ts'
import { type BenchSubgraph, benchSubgraphs } from './bench-schema.ts'

/**
 * The subgraphs of the benchmark, a process of their own, so that only the gateway is measured. Equal requests are answered
 * from memory; who sends them is not checked, for the peers sign nothing. Prints its addresses as JSON. `POST /tick` sends one event to every
 * subscriber, `GET /count` tells and resets the number of requests.
 */
let requests = 0
const subscribers = new Set<(event: string) => void>()

async function read(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString()
}

function start(name: BenchSubgraph): Promise<string> {
  const schema = buildSubgraphSchema({ typeDefs: parse(benchSubgraphs[name]), resolvers: benchResolvers[name] })
  const answers = new Map<string, string>()
  const server = createServer(async (request, response) => {
    const body = await read(request)
    if (request.url === '/count') {
      response.end(String(requests))
      requests = 0
      return
    }
    if (request.url === '/tick') {
      for (const send of subscribers) send(body)
      response.end(String(subscribers.size))
      return
    }
    if (request.url === '/subscribers') {
      response.end(String(subscribers.size))
      return
    }
    if (request.url === '/readyz') {
      response.end('{}')
      return
    }
    if (request.headers.accept?.includes('text/event-stream')) {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(': open\n\n')
      const send = (event: string) => response.write(`event: next\ndata: ${event}\n\n`)
      subscribers.add(send)
      response.on('close', () => subscribers.delete(send))
      return
    }
    requests += 1
    let answer = answers.get(body)
    if (answer === undefined) {
      const { query, variables } = JSON.parse(body)
      answer = JSON.stringify(await graphql({ schema, source: query, variableValues: variables }))
      answers.set(body, answer)
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end(answer)
  })
  server.keepAliveTimeout = 60_000
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/graphql`)
    })
  })
}

const names = Object.keys(benchSubgraphs) as BenchSubgraph[]
const urls = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await start(name)])))
console.log(JSON.stringify(urls))
