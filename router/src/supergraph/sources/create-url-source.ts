import { request } from 'undici'
import { createPolledSource } from './create-polled-source.ts'
import type { Schedule } from './schedule.ts'
import type { SupergraphSource } from './supergraph-source.ts'

const bytesMax = 16 * 1024 * 1024
const redirectsMax = 3

export interface UrlSourceOptions {
  readonly intervalMs: number
  readonly schedule?: Schedule
  /** How long one reading may take, redirects and body included; 10,000 ms by default. */
  readonly timeoutMs?: number
  /** The largest answer; 16 MiB by default. */
  readonly bytesMax?: number
}

/**
 * A supergraph at an http(s) address, asked for every `intervalMs`; an ETag it answers with is sent back, so that an unchanged one
 * costs a 304. A name and password in the address are sent as Basic authorization. Redirects are followed within
 * the same origin only: another host would decide what this router serves.
 */
export function createUrlSource(address: string, options: UrlSourceOptions): SupergraphSource {
  const url = new URL(address)
  const authorization = readAuthorization(url)
  const name = `${url.origin}${url.pathname}`
  let known: { readonly etag: string; readonly sdl: string } | null = null

  async function ask(at: URL, redirects: number, signal: AbortSignal): Promise<string> {
    const answer = await request(at, {
      method: 'GET',
      headers: {
        accept: 'application/graphql, text/plain;q=0.9, */*;q=0.1',
        ...(authorization === null ? {} : { authorization }),
        ...(known === null ? {} : { 'if-none-match': known.etag }),
      },
      signal,
    })
    const { statusCode, headers } = answer
    if (statusCode === 200) {
      const sdl = await readBody(answer.body, options.bytesMax ?? bytesMax)
      known = typeof headers.etag === 'string' ? { etag: headers.etag, sdl } : null
      return sdl
    }
    await answer.body.dump({ limit: 16_384, signal })
    if (statusCode === 304 && known !== null) return known.sdl
    if (![301, 302, 303, 307, 308].includes(statusCode)) throw new Error(`it answered ${statusCode}`)
    const target = typeof headers.location === 'string' ? new URL(headers.location, at) : null
    if (target?.origin !== url.origin) throw new Error('it redirects to another host')
    if (redirects === 0) throw new Error('it redirects again and again')
    return ask(target, redirects - 1, signal)
  }

  return createPolledSource({
    description: name,
    isLocal: false,
    intervalMs: options.intervalMs,
    schedule: options.schedule,
    async read(signal) {
      const timeoutMs = options.timeoutMs ?? 10_000
      const deadline = AbortSignal.timeout(timeoutMs)
      try {
        return await ask(url, redirectsMax, AbortSignal.any([signal, deadline]))
      } catch (error) {
        const reason = deadline.aborted ? `no answer within ${timeoutMs} ms` : explain(error)
        throw new Error(`The supergraph at ${name} cannot be read: ${reason}.`, { cause: error })
      }
    },
  })
}

/** Takes name and password out of the address; null when it has none. */
function readAuthorization(url: URL): string | null {
  if (url.username === '' && url.password === '') return null
  const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
  url.username = ''
  url.password = ''
  return `Basic ${Buffer.from(credentials).toString('base64')}`
}

async function readBody(body: AsyncIterable<Buffer>, most: number): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.length
    // Leaving the loop ends the connection.
    if (bytes > most) throw new Error(`it is larger than ${most} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return (error as NodeJS.ErrnoException).code ?? error.message
}
