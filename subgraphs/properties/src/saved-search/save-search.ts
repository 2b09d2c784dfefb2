import { createError } from '@ree-ai/kit/errors/create-error'
import { createInputError, type InputProblem } from '@ree-ai/kit/errors/create-input-error'
import { withoutNulls } from '@ree-ai/kit/listing/merge-property-filters'
import { validateText } from '@ree-ai/kit/listing/validate-text'
import { checkFilter } from '../attribute/check-filter.ts'
import type { Context } from '../context.ts'
import type { SaveSearchInput } from '../generated/resolvers.ts'
import { isUuid } from '../is-uuid.ts'
import { requirePerson } from '../require-person.ts'
import type { Services } from '../services.ts'
import { nextDigestAt } from './next-digest-at.ts'
import type { SavedSearch, Understanding } from './saved-search.ts'
import type { SearchContent } from './saved-search-store.ts'
import { understandQuery } from './understand-query.ts'

const searchesMax = 100
const nameLengthMax = 100
const queryLengthMax = 1_000

type Needed = Pick<Services, 'savedSearches' | 'catalogue' | 'router' | 'logger' | 'nowMs'>

/**
 * Keeps a search, or changes one of the viewer's own. While its query cannot be understood it is saved all the same, and
 * understood later. BAD_USER_INPUT with every problem at once; NOT_FOUND for a search that is not the viewer's.
 */
export async function saveSearch(services: Needed, input: SaveSearchInput, context: Context): Promise<SavedSearch> {
  const viewer = requirePerson(context)
  const name = input.name.trim()
  const query = input.query?.trim() || null
  const filter = withoutNulls(input.filter ?? {})
  const problems = [
    ...validateSearch(name, query, input),
    ...(await checkFilter(services.catalogue, viewer, input.filter, 'input.filter')),
  ]
  if (problems.length > 0) throw createInputError(problems)
  const before = input.id ? await findOwn(services, input.id, viewer.id) : null
  const understanding = await understandAgain(services, query, before, context)

  const content: SearchContent = {
    name,
    filter,
    query,
    understanding,
    notify: input.notify ?? before?.notify ?? 'DAILY',
  }
  const now = new Date(services.nowMs())
  if (before !== null) {
    const digestAt = content.notify === before.notify ? undefined : nextDigestAt(content.notify, now.getTime())
    const after = await services.savedSearches.update(before, content, digestAt, now)
    if (after === null) throw notFound()
    return after
  }
  const saved = await services.savedSearches.create(viewer.id, content, searchesMax, now)
  if (saved !== null) return saved
  const reason = `would be one saved search more than ${searchesMax}; delete another one first.`
  throw createInputError([{ path: 'input', reason }])
}

function validateSearch(name: string, query: string | null, input: SaveSearchInput): InputProblem[] {
  const problems = validateText(name, nameLengthMax, 'input.name')
  if (name === '') problems.push({ path: 'input.name', reason: 'must not be empty.' })
  problems.push(...validateText(query, queryLengthMax, 'input.query'))
  if (query === null && Object.keys(withoutNulls(input.filter ?? {})).length === 0)
    problems.push({ path: 'input', reason: 'needs a filter, a query, or both.' })
  return problems
}

async function findOwn({ savedSearches }: Needed, id: string, userId: string): Promise<SavedSearch> {
  const search = isUuid(id) ? await savedSearches.find(id) : null
  if (search === null || search.userId !== userId) throw notFound()
  return search
}

async function understandAgain(
  { router, logger }: Needed,
  query: string | null,
  before: SavedSearch | null,
  context: Context,
): Promise<Understanding | null> {
  if (query === null) return null
  if (before?.query === query && before.understanding !== null) return before.understanding
  try {
    return await understandQuery(router, query, context.traceparent)
  } catch (error) {
    logger.warn({ err: error }, 'the query of a saved search could not be understood; trying again later')
    return null
  }
}

function notFound() {
  return createError('NOT_FOUND', 'You have no saved search of this id.')
}
