import type { Resolvers } from '../generated/resolvers.ts'
import { isUuid } from '../is-uuid.ts'
import { requireScope } from '../require-scope.ts'
import type { Services } from '../services.ts'
import { followImport } from './follow-import.ts'
import { importProperties } from './import-properties.ts'

/** Importing listings in batches, and how an import goes. */
export function createImportResolvers(services: Services): Resolvers {
  return {
    Query: {
      async importJob(_root, { id }, context) {
        const viewer = requireScope(context, 'properties:import')
        const job = isUuid(id) ? await services.imports.findJob(id) : null
        return job !== null && job.ownerId === viewer.id ? { ...job, refusals: [], skips: [], warnings: [] } : null
      },
    },
    Mutation: {
      async importProperties(_root, { input }, context) {
        const job = await importProperties(services, input, context)
        services.jobBell.ring(job.id)
        return { ...job, refusals: [...job.refusals], skips: [...job.skips], warnings: [...job.warnings] }
      },
    },
    Subscription: {
      importProgress: {
        async *subscribe(_root, { jobId }, context) {
          for await (const importProgress of followImport(services, jobId.toLowerCase(), context))
            yield { importProgress: { ...importProgress, refusals: [], skips: [], warnings: [] } }
        },
      },
    },
  }
}
