import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { RouterClient } from '@ree-ai/kit/router-client/create-router-client'
import { ImportPropertiesDocument, IndexDocumentDocument } from '../generated/operations.ts'

/** How far a seed is, for a progress line. */
export type ReportProgress = (done: number, total: number, what: string) => void

interface SampleOwner {
  readonly email: string
  readonly fullName: string
  readonly role: 'USER' | 'AGENT'
}

const folder = new URL('../../prisma/seed/', import.meta.url)
const batchSize = 100

/**
 * Fills an empty platform with the sample town: its owners, listings and guides, through the public API as anyone would.
 * Running it again changes nothing. Rejects when a row is refused: the sample is our own and has to be right.
 */
export async function seed(deps: {
  readonly router: RouterClient
  readonly ensureAccount: (account: SampleOwner & { readonly password: null }) => Promise<{ readonly id: string }>
  /** Waits until listings can be found. */
  readonly syncIndex: () => Promise<void>
  readonly report: ReportProgress
}): Promise<void> {
  const owners = JSON.parse(readFileSync(new URL('owners.json', folder), 'utf8')) as readonly SampleOwner[]
  const listings = readListings()
  const guides = readGuides()
  const total = owners.length + listings.length * 2 + guides.length
  let done = 0
  const advance = (count: number, what: string) => {
    done += count
    deps.report(done, total, what)
  }

  const ownerIds = new Map<string, string>()
  for (const owner of owners) {
    // Nobody signs in as an invented owner.
    const account = await deps.ensureAccount({ ...owner, password: null })
    ownerIds.set(owner.email, account.id)
    advance(1, 'people')
  }
  for (const email of ownerIds.keys()) {
    const rows = listings.filter((listing) => listing.owner === email)
    for (let start = 0; start < rows.length; start += batchSize) {
      const batch = rows.slice(start, start + batchSize)
      const { importProperties: job } = await deps.router(
        ImportPropertiesDocument,
        {
          input: {
            source: 'sample',
            mappingName: 'reso',
            ownerId: ownerIds.get(email),
            rows: batch.map(({ line, values }) => ({ line, values })),
          },
        },
        { timeoutMs: 60_000 },
      )
      const [refusal] = job.refusals
      if (refusal)
        throw new Error(`Sample listing in line ${refusal.line} was refused: ${refusal.path}: ${refusal.reason}`)
      advance(batch.length, 'listings')
    }
  }
  for (const input of guides) {
    await deps.router(IndexDocumentDocument, { input }, { timeoutMs: 60_000 })
    advance(1, 'guides')
  }
  await deps.syncIndex()
  advance(listings.length, 'search index')
}

function readListings() {
  const lines = readFileSync(new URL('listings.ndjson', folder), 'utf8').trim().split('\n')
  return lines.map((text, index) => {
    const { owner, ...values } = JSON.parse(text) as { readonly owner: string } & Record<string, unknown>
    return { line: index + 1, owner, values }
  })
}

function readGuides() {
  const guides = new URL('guides/', folder)
  return readdirSync(fileURLToPath(guides)).map((file) => {
    const body = readFileSync(new URL(file, guides), 'utf8')
    const title = /^# (.+)$/m.exec(body)?.[1] ?? file
    return { title, body, source: `https://guides.port-calder.example/${file.replace(/\.md$/, '')}` }
  })
}

/** Identifies the sample: a platform filled with another edition of it is filled again. */
export function hashSample(): string {
  const hash = createHash('sha256')
  for (const file of ['owners.json', 'listings.ndjson']) hash.update(readFileSync(new URL(file, folder)))
  for (const { body } of readGuides()) hash.update(body)
  return hash.digest('hex')
}
