import { Worker } from 'node:worker_threads'
import { createError } from '@ree-ai/kit/errors/create-error'
import type { Planner } from './planner.ts'
import { refusePlan } from './refuse-plan.ts'

export interface ThreadPlannerOptions {
  /** How long one operation may take to be planned, in ms. */
  readonly timeoutMs: number
  /** How many operations may wait; more are refused with SERVICE_UNAVAILABLE. */
  readonly waitingMax?: number
}

interface Job {
  readonly id: number
  readonly query: string
  readonly operationName: string | undefined
  readonly resolve: (plan: string) => void
  readonly reject: (error: Error) => void
}

/** What the thread says: that it has read its supergraph, or what became of a job. */
type Message =
  | { readonly isReady: true }
  | { readonly isReady?: undefined; readonly id: number; readonly plan?: string; readonly fault?: string }

/**
 * Plans on a thread of its own, one operation after the other, so that an operation that is hard to plan stops nobody's
 * requests. One that takes longer than the deadline is refused and its thread replaced; the others are planned by
 * the new one. The thread begins with the first operation and does not keep the process alive.
 */
export function createThreadPlanner(supergraphSdl: string, options: ThreadPlannerOptions): Planner {
  const { timeoutMs, waitingMax = 1_000 } = options
  const waiting: Job[] = []
  let thread: Worker | null = null
  let isReady = false
  let current: Job | null = null
  let timer: NodeJS.Timeout | undefined
  let nextId = 0
  let isClosed = false
  let isRetired = false

  function start(): Worker {
    const worker = new Worker(new URL('./plan-worker.mjs', import.meta.url), {
      workerData: { supergraphSdl },
      // Loaders of the parent's are of no use to plain JavaScript and cost the thread its start.
      execArgv: [],
    })
    worker.unref()
    isReady = false
    worker.on('message', (message: Message) => {
      if (worker !== thread) return
      if (message.isReady) {
        isReady = true
        next()
        return
      }
      const job = current
      if (job === null || message.id !== job.id) return
      finish()
      if (message.plan !== undefined) job.resolve(message.plan)
      else job.reject(refusePlan(message.fault ?? 'no answer'))
      next()
    })
    worker.on('error', (error) => replace(worker, error))
    return worker
  }

  /** Ends a thread that failed or does not end by itself; what it was planning is refused. */
  function replace(worker: Worker, reason: Error): void {
    if (worker !== thread) return
    const job = current
    finish()
    void end()
    if (job !== null) job.reject(reason)
    // A thread that dies before it could plan anything would die again for every waiting operation.
    else for (const other of waiting.splice(0)) other.reject(reason)
    if (waiting.length > 0) next()
  }

  async function end(): Promise<void> {
    const ended = thread
    thread = null
    await ended?.terminate()
  }

  function finish(): void {
    clearTimeout(timer)
    current = null
  }

  function next(): void {
    if (current !== null || isClosed) return
    if (waiting.length === 0) {
      if (isRetired) void end()
      return
    }
    thread ??= start()
    if (!isReady) return
    const worker = thread
    const job = waiting.shift()
    if (job === undefined) return
    current = job
    timer = setTimeout(() => {
      const message = `The operation could not be planned within ${timeoutMs} ms. Split it.`
      replace(worker, createError('OPERATION_LIMIT_EXCEEDED', message, { limit: 'planning', http: { status: 400 } }))
    }, timeoutMs)
    worker.postMessage({ id: job.id, query: job.query, operationName: job.operationName })
  }

  return {
    plan(query, operationName) {
      if (isClosed || waiting.length >= waitingMax)
        return Promise.reject(createError('SERVICE_UNAVAILABLE', 'Too many operations wait to be planned. Try again.'))
      return new Promise((resolve, reject) => {
        waiting.push({ id: nextId++, query, operationName, resolve, reject })
        next()
      })
    },
    retire() {
      isRetired = true
      next()
    },
    async close() {
      isClosed = true
      const stopped = createError('SERVICE_UNAVAILABLE', 'The router is stopping.')
      current?.reject(stopped)
      finish()
      for (const job of waiting.splice(0)) job.reject(stopped)
      await end()
    },
  }
}
