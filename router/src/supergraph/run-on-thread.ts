import { Worker } from 'node:worker_threads'

/**
 * What a thread answers that runs `script` (plain JavaScript, beside this file) once on `workerData`. Rejects when it fails,
 * ends without an answer or takes longer than `timeoutMs`; it is ended then.
 */
export async function runOnThread<Answer>(
  script: 'compose-worker.mjs',
  workerData: unknown,
  timeoutMs: number,
): Promise<Answer> {
  const worker = new Worker(new URL(`./${script}`, import.meta.url), {
    workerData,
    // Loaders of the parent's are of no use to plain JavaScript and cost the thread its start.
    execArgv: [],
  })
  worker.unref()
  let timer: NodeJS.Timeout | undefined
  try {
    return await new Promise<Answer>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`It took longer than ${timeoutMs} ms.`)), timeoutMs)
      worker.once('message', resolve)
      worker.once('error', reject)
      worker.once('exit', () => reject(new Error('The thread ended without an answer.')))
    })
  } finally {
    clearTimeout(timer)
    await worker.terminate()
  }
}
