import { parentPort, workerData } from 'node:worker_threads'
import { composeServices } from '@apollo/composition'
import { parse } from 'graphql'

/** The composer's thread: composes `subgraphs` once and says `{ supergraphSdl, errors, hints }`. */
try {
  const services = workerData.subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) }))
  const { supergraphSdl, errors = [], hints = [] } = composeServices(services)
  parentPort?.postMessage({
    supergraphSdl: supergraphSdl ?? null,
    errors: errors.map(({ message }) => message),
    hints: hints.map(String),
  })
} catch (error) {
  const message = error instanceof Error ? error.message : String(error)
  parentPort?.postMessage({ supergraphSdl: null, errors: [message], hints: [] })
}
