import { createError } from '@ree-ai/kit/errors/create-error'
import { createInputError, type InputProblem } from '@ree-ai/kit/errors/create-input-error'
import { hasScope } from '@ree-ai/kit/identity/has-scope'
import type { Viewer } from '@ree-ai/kit/identity/viewer'
import { allotKeys } from '../attribute/allot-keys.ts'
import type { Context } from '../context.ts'
import type { Db } from '../db.ts'
import type { ImportPropertiesInput } from '../generated/resolvers.ts'
import { isUuid } from '../is-uuid.ts'
import { newId } from '../new-id.ts'
import { requireScope } from '../require-scope.ts'
import type { Services } from '../services.ts'
import type { Job } from './import-store.ts'
import { loadMapping } from './load-mapping.ts'
import { prepareRows, type Refusal, type Skip, type Warning } from './prepare-rows.ts'

const rowsMax = 500

/** A job with what became of this batch. */
export interface JobProgress extends Job {
  readonly refusals: readonly Refusal[]
  readonly skips: readonly Skip[]
  readonly warnings: readonly Warning[]
}

/**
 * Imports a batch of rows in one transaction: refused rows leave no trace but their refusals, the others are written
 * whole, and a batch sent again changes nothing. A dry run does all of it and takes it back.
 */
export async function importProperties(
  {
    imports,
    attributes,
    newKeys,
    catalogue,
    nowMs,
  }: Pick<Services, 'imports' | 'attributes' | 'newKeys' | 'catalogue' | 'nowMs'>,
  input: ImportPropertiesInput,
  context: Context,
): Promise<JobProgress> {
  const viewer = requireScope(context, 'properties:import')
  const problems = validateBatch(input)
  if (problems.length > 0) throw createInputError(problems)
  const mapping = loadMapping(input.mapping, input.mappingName)
  const ownerId = readOwner(input.ownerId, viewer)
  const isDryRun = input.dryRun === true
  const job =
    input.jobId && !isDryRun ? await findJob(imports, input.jobId, { ownerId: viewer.id, source: input.source }) : null

  await catalogue.ready()
  const now = nowMs()
  const batch = await prepareRows(input.rows, mapping, {
    findDefinitions: (keys) => attributes.findMany(keys),
    nowMs: now,
  })
  const work = async (db: Db): Promise<JobProgress> => {
    const allotted = await allot(db)
    const { source } = input
    const written = await imports.write(
      db,
      {
        rows: allotted.rows,
        ownerId,
        source,
        viewer,
        refusesDuplicates: input.duplicates === 'REFUSE',
        restoresDeleted: input.restoreDeleted === true,
        begunAt: job?.createdAt ?? null,
      },
      new Date(now),
    )
    const skips = [...batch.skips, ...written.skips]
    const counts = {
      total: input.rows.length,
      created: written.created,
      updated: written.updated,
      unchanged: written.unchanged,
      skipped: skips.length,
      refused: batch.refused + allotted.refused + written.refusals.length,
    }
    const stands = await imports.countBatch(
      db,
      { id: job?.id ?? newId(now), ownerId: viewer.id, source },
      counts,
      new Date(now),
    )
    const refusals = [...batch.refusals, ...allotted.refusals, ...written.refusals]
    return { ...stands, refusals, skips, warnings: written.warnings }
  }
  return isDryRun ? imports.rehearse(work) : imports.transact(work)

  async function allot(db: Db) {
    if (batch.added.length === 0) return { rows: batch.rows, refused: 0, refusals: [] }
    const allotted = allotKeys(batch, await newKeys.takeAllowance(db, viewer, new Date(now)))
    await newKeys.add(db, allotted.added, viewer, new Date(now))
    return { ...allotted, refusals: allotted.refusals.map((refusal) => ({ ...refusal, layer: 'FORMAT' as const })) }
  }
}

function validateBatch(input: ImportPropertiesInput): InputProblem[] {
  const problems: InputProblem[] = []
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,49}$/.test(input.source))
    problems.push({ path: 'input.source', reason: 'must be 1 to 50 letters, digits, dots, dashes and underscores.' })
  if (input.rows.length > rowsMax)
    problems.push({ path: 'input.rows', reason: `has ${input.rows.length} rows; at most ${rowsMax} are allowed.` })
  const badLine = input.rows.findIndex(({ line }) => line < 1)
  if (badLine !== -1) problems.push({ path: `input.rows.${badLine}.line`, reason: 'must be at least 1.' })
  return problems
}

function readOwner(given: string | null | undefined, viewer: Viewer): string {
  const ownerId = (given ?? viewer.id).toLowerCase()
  if (!isUuid(ownerId))
    throw createInputError([{ path: 'input.ownerId', reason: 'must be the id of the user who owns the listings.' }])
  if (ownerId !== viewer.id && !hasScope(viewer, 'users:write'))
    throw createError('FORBIDDEN', 'Importing for someone else needs the scope users:write.')
  return ownerId
}

async function findJob(
  imports: Services['imports'],
  id: string,
  expected: { readonly ownerId: string; readonly source: string },
): Promise<Job> {
  const job = isUuid(id) ? await imports.findJob(id) : null
  if (job === null || job.ownerId !== expected.ownerId)
    throw createError('NOT_FOUND', 'You have no import job of this id.')
  if (job.source !== expected.source)
    throw createInputError([{ path: 'input.jobId', reason: `belongs to the source ${job.source}.` }])
  return job
}
