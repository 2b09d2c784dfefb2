import { setTimeout as sleep } from 'node:timers/promises'
import { AwsClient } from 'aws4fetch'
import { checkStorageKey } from './check-storage-key.ts'
import type { PhotoStorage } from './photo-storage.ts'

/** A bucket and who may use it. */
export interface S3Config {
  /** Without the bucket, for example `https://s3.eu-west-1.amazonaws.com`. */
  readonly endpoint: string
  readonly bucket: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** For one attempt; 10 s when left out. */
  readonly timeoutMs?: number
  /** Before the second attempt, doubled before each further one; 200 ms when left out. */
  readonly retryMs?: number
}

const attemptsMax = 3
const bytesMax = 32 * 1024 * 1024

type Outcome =
  | { readonly kind: 'answered'; readonly bytes: Buffer }
  | { readonly kind: 'missing' }
  | { readonly kind: 'failed'; readonly reason: string; readonly isWorthRetrying: boolean }

/**
 * Pictures in an S3-compatible bucket, addressed by path. Three attempts, as long as there is no answer, half of one, 429 or 5xx. An error tells
 * method and status; neither keys, nor addresses, nor what the store said, which may hold them.
 */
export function createS3Storage(config: S3Config): PhotoStorage {
  const { accessKeyId, secretAccessKey, region, timeoutMs = 10_000, retryMs = 200 } = config
  const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: 0 })
  const base = `${config.endpoint.replace(/\/+$/, '')}/${config.bucket}`

  async function attempt(method: string, key: string, body?: Buffer, contentType?: string): Promise<Outcome> {
    try {
      const request = await client.sign(`${base}/${key}`, {
        method,
        ...(body && { body: new Uint8Array(body) }),
        ...(contentType && { headers: { 'content-type': contentType } }),
      })
      // Redirects would carry the signature elsewhere.
      const response = await fetch(request, { redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) })
      if (response.status === 404 && method !== 'PUT') {
        await response.body?.cancel()
        return { kind: 'missing' }
      }
      if (!response.ok) {
        await response.body?.cancel()
        const isWorthRetrying = response.status >= 500 || response.status === 429
        return { kind: 'failed', reason: `status ${response.status}`, isWorthRetrying }
      }
      const length = Number(response.headers.get('content-length') ?? 0)
      if (length > bytesMax) {
        await response.body?.cancel()
        return { kind: 'failed', reason: 'an object larger than any of ours', isWorthRetrying: false }
      }
      return { kind: 'answered', bytes: Buffer.from(await response.arrayBuffer()) }
    } catch (error) {
      const isLate = error instanceof Error && error.name === 'TimeoutError'
      return { kind: 'failed', reason: isLate ? 'no answer in time' : 'no whole answer', isWorthRetrying: true }
    }
  }

  async function send(method: string, key: string, body?: Buffer, contentType?: string): Promise<Buffer | null> {
    checkStorageKey(key)
    for (let count = 1; ; count += 1) {
      const outcome = await attempt(method, key, body, contentType)
      if (outcome.kind === 'answered') return outcome.bytes
      if (outcome.kind === 'missing') return null
      if (!outcome.isWorthRetrying || count === attemptsMax)
        throw new Error(`the photo storage failed at ${method}: ${outcome.reason}`)
      await sleep(retryMs * 2 ** (count - 1))
    }
  }

  return {
    async put(key, bytes, contentType) {
      await send('PUT', key, bytes, contentType)
    },
    get: (key) => send('GET', key),
    async remove(key) {
      await send('DELETE', key)
    },
  }
}
