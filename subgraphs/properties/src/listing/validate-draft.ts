import { requireViewer } from '@ree-ai/kit/context/require-viewer'
import type { InputProblem } from '@ree-ai/kit/errors/create-input-error'
import { validateText } from '@ree-ai/kit/listing/validate-text'
import type { Context } from '../context.ts'
import { describeDuplicate } from '../duplicate/describe-duplicate.ts'
import { createOffer } from '../duplicate/offer.ts'
import { offeredStatuses } from '../duplicate/offered-statuses.ts'
import type { CreatePropertyInput, PropertyProblem, PropertyValidation } from '../generated/resolvers.ts'
import type { Services } from '../services.ts'
import { judgeText } from '../spam/judge-text.ts'
import { belowInput } from './below-input.ts'
import { checkPublishable } from './check-publishable.ts'
import { inLayer } from './in-layer.ts'
import { readAttributes, readContent } from './read-content.ts'
import { resolveAttributes } from './resolve-attributes.ts'
import { validateListing } from './validate-listing.ts'

const duplicatesMax = 5

/** What would become of a new listing of the viewer's, all layers together. Writes nothing. */
export async function validateDraft(
  services: Pick<Services, 'duplicates' | 'attributes' | 'newKeys' | 'catalogue' | 'nowMs'>,
  input: CreatePropertyInput,
  context: Context,
): Promise<PropertyValidation> {
  const viewer = requireViewer(context)
  const content = readContent(input)
  const checked = await resolveAttributes(services, readAttributes(input.attributes), {}, viewer)
  const judgement = judgeText(content)
  const refused = [
    ...validateListing(content, services.nowMs(), judgement),
    ...inLayer('FORMAT', checked.problems),
    ...inLayer('FORMAT', validateText(input.clientMutationKey, 100, 'clientMutationKey')),
  ]
  const offer = createOffer(
    { ...content, attributes: checked.attributes },
    { id: null, ownerId: viewer.id, standardStatus: 'DRAFT' },
  )
  // What attributes it would have is not known while some are wrong, and texts that are no texts are like nothing.
  const isWordless = refused.some(({ layer, path }) => layer === 'FORMAT' && ['title', 'description'].includes(path))
  const isCompared = checked.problems.length === 0 && !isWordless
  const [found = []] = isCompared ? await services.duplicates.find([offer], viewer) : []
  const duplicates = found.slice(0, duplicatesMax).map((duplicate) => ({
    isRefused:
      duplicate.isExact &&
      duplicate.other.ownerId === viewer.id &&
      offeredStatuses.includes(duplicate.other.standardStatus),
    problem: { path: '', reason: describeDuplicate(duplicate, viewer.id), propertyId: duplicate.other.id },
  }))
  const missing = checkPublishable(content)
  const doubts = judgement.signs.flatMap(({ path, reason, isRefused }) => (isRefused ? [] : [{ path, reason }]))
  const problems = [
    ...describe('FORMAT', refused),
    ...describe(
      'DUPLICATE',
      duplicates.filter(({ isRefused }) => isRefused).map(({ problem }) => problem),
    ),
  ]
  const warnings = [
    ...describe('PRESENCE', missing),
    ...describe('SPAM', doubts),
    ...describe(
      'DUPLICATE',
      duplicates.filter(({ isRefused }) => !isRefused).map(({ problem }) => problem),
    ),
  ]
  const isValid = problems.length === 0
  return { isValid, isPublishable: isValid && missing.length === 0 && !judgement.isHeld, problems, warnings }
}

function describe(
  layer: PropertyProblem['layer'],
  problems: readonly (InputProblem & { readonly propertyId?: string })[],
): PropertyProblem[] {
  return belowInput(problems).map((problem, index) => ({
    layer: problem.layer ?? layer,
    path: problem.path,
    reason: problem.reason,
    propertyId: problems[index]?.propertyId ?? null,
  }))
}
