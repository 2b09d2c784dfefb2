import { createError } from '@ree-ai/kit/errors/create-error'
import type { Logger } from '@ree-ai/kit/logging/logger'
import type { Transport } from '@ree-ai/kit/transport/transport'
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'

/** After this the keys are read again, in the background of the request that notices. */
const maximumAgeMs = 10 * 60_000
/** While the publisher is away its last keys serve this long. */
const maximumStaleMs = 60 * 60_000
const timeoutMs = 3_000

/**
 * Finds the key of a token among those a subgraph publishes. An unknown `kid` makes it read the keys again, at most once in
 * `cooldownMs` (5 s by default), so that a rotated key works without a restart and made-up ones cost nothing.
 * While the publisher is away the last keys serve for an hour; with none it rejects with SERVICE_UNAVAILABLE, for then
 * nobody can tell whether the token is good.
 */
export function createRemoteKeys(deps: {
  readonly transport: Transport
  readonly path: string
  readonly logger: Logger
  readonly nowMs: () => number
  readonly cooldownMs?: number
}): JWTVerifyGetKey {
  const cooldownMs = deps.cooldownMs ?? 5_000
  let find: ReturnType<typeof createLocalJWKSet> | null = null
  let loadedAtMs = Number.NEGATIVE_INFINITY
  let triedAtMs = Number.NEGATIVE_INFINITY
  let loading: Promise<void> | null = null

  async function load(): Promise<void> {
    triedAtMs = deps.nowMs()
    try {
      find = createLocalJWKSet(await fetchKeys(deps.transport, deps.path))
      loadedAtMs = deps.nowMs()
    } catch (error) {
      deps.logger.warn({ err: error }, 'the keys of tokens could not be read')
    }
  }
  const reload = () => {
    const isCoolingDown = deps.nowMs() < triedAtMs + cooldownMs
    if (loading === null && isCoolingDown) return Promise.resolve()
    loading ??= load().finally(() => {
      loading = null
    })
    return loading
  }

  return async (header, token) => {
    if (deps.nowMs() - loadedAtMs > maximumAgeMs) await reload()
    if (find === null || deps.nowMs() - loadedAtMs > maximumStaleMs)
      throw createError('SERVICE_UNAVAILABLE', 'Tokens cannot be checked at the moment. Try again in a few seconds.')
    try {
      return await find(header, token)
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
      await reload()
      return find(header, token)
    }
  }
}

async function fetchKeys(transport: Transport, path: string): Promise<JSONWebKeySet> {
  const response = await transport({
    method: 'GET',
    path,
    headers: { accept: 'application/json' },
    signal: AbortSignal.timeout(timeoutMs),
  })
  if (response.status !== 200) throw new Error(`the keys' address answered ${response.status}`)
  return JSON.parse(response.body) as JSONWebKeySet
}
