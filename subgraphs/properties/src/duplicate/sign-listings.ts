import type { Job } from '../jobs/job.ts'
import type { DuplicateStore } from './duplicate-store.ts'

const hourMs = 3_600_000
const batchSize = 200

/** Gives every listing that has none, or an older one, its fingerprint and signature, 200 in a transaction. */
export async function signListings(
  { signNext }: Pick<DuplicateStore, 'signNext'>,
  signal?: AbortSignal,
): Promise<void> {
  let lastId: string | null = null
  do lastId = await signNext(lastId, batchSize)
  while (lastId !== null && !signal?.aborted)
}

/** Signs at start what was kept before listings had signatures, and hourly what was being changed then. */
export function createSigningJob(store: DuplicateStore): Job {
  return {
    name: 'sign-listings',
    intervalMs: hourMs,
    replicas: 'one',
    work: (signal) => signListings(store, signal),
  }
}
