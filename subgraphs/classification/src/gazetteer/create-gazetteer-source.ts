import { isDeepStrictEqual } from 'node:util'
import type { Logger } from '@ree-ai/kit/logging/logger'
import type { RouterClient } from '@ree-ai/kit/router-client/create-router-client'
import type { Gazetteer } from '../extraction/extraction.ts'
import { GazetteerDocument } from '../generated/operations.ts'

/** Gives the newest names known. */
export type GazetteerSource = () => Promise<Gazetteer>

/** Names older than this are read again; a city of a listing published since is understood after that. */
const freshMs = 5_000
/** After a failure the names known before serve that long without another try. */
const retryMs = 1_000

/**
 * The places and known attributes of the store, read through the router and kept for 5 s; one reading serves all who ask
 * meanwhile. While the router is away the last names serve on, or none at first: then places are not understood, which
 * `logger` is told.
 */
export function createGazetteerSource(deps: {
  readonly router: RouterClient
  readonly logger: Logger
  readonly nowMs: () => number
}): GazetteerSource {
  let known: Gazetteer = {}
  let validUntilMs = 0
  let reading: Promise<void> | null = null
  const read = async () => {
    try {
      const { places, attributeCatalog } = await deps.router(GazetteerDocument, {}, { timeoutMs: 2_000 })
      const read = {
        cities: unique(places.map(({ city }) => city)),
        districts: unique(places.map(({ district }) => district)),
        // Whoever makes up a key, with a listing, must not decide what everybody's words mean.
        attributes: attributeCatalog.flatMap(({ status, ...known }) => (status === 'KNOWN' ? [known] : [])),
      }
      // What is compiled from the names lives as long as the object: equal names keep it.
      if (!isDeepStrictEqual(read, known)) known = read
      validUntilMs = deps.nowMs() + freshMs
    } catch (error) {
      deps.logger.warn({ err: error }, 'the names of places and attributes could not be read')
      validUntilMs = deps.nowMs() + retryMs
    } finally {
      reading = null
    }
  }
  return async () => {
    if (deps.nowMs() >= validUntilMs) {
      reading ??= read()
      await reading
    }
    return known
  }
}

function unique(names: readonly (string | null)[]): readonly string[] {
  return [...new Set(names.filter((name) => name !== null))]
}
