import { parentPort, workerData } from 'node:worker_threads'
import { createPlanOperation } from './plan-operations.mjs'

/** The planner's thread: `{ id, query, operationName }` comes in, `{ id, plan }` or `{ id, fault }` goes out, in order. */
const planOperation = createPlanOperation(workerData.supergraphSdl)

parentPort?.on('message', ({ id, query, operationName }) => {
  try {
    parentPort?.postMessage({ id, plan: planOperation(query, operationName) })
  } catch (error) {
    parentPort?.postMessage({ id, fault: error instanceof Error ? error.message : String(error) })
  }
})
parentPort?.postMessage({ isReady: true })
