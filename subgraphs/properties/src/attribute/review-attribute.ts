import { tagAnswer } from '@ree-ai/kit/cache/tag-answer'
import { createError } from '@ree-ai/kit/errors/create-error'
import { createInputError } from '@ree-ai/kit/errors/create-input-error'
import type { Context } from '../context.ts'
import type { ReviewAttributeInput } from '../generated/resolvers.ts'
import { requireScope } from '../require-scope.ts'
import type { Services } from '../services.ts'
import type { AttributeDefinition, CatalogueEntry } from './attribute.ts'
import { checkReview } from './check-review.ts'
import { moveBatchSize } from './follow-reviews.ts'
import { isAttributeKey } from './is-attribute-key.ts'
import type { Decision } from './review.ts'

/**
 * Decides of a key; listings follow in the background, those of the first batch at once. CONFLICT when another reviewer was
 * faster, NOT_FOUND for a key that nobody uses, BAD_USER_INPUT with every problem at once.
 */
export async function reviewAttribute(
  services: Pick<Services, 'attributes' | 'catalogue' | 'reviews' | 'moves' | 'logger' | 'nowMs'>,
  input: ReviewAttributeInput,
  context: Context,
): Promise<CatalogueEntry> {
  const viewer = requireScope(context, 'attributes:review')
  const { attributes, catalogue, reviews, nowMs } = services
  const index = await catalogue.index()
  const found = isAttributeKey(input.key) ? await attributes.findMany([input.key]) : []
  const before = found.find(({ key }) => key === input.key)
  if (before === undefined) throw createError('NOT_FOUND', 'No listing has an attribute of this key.')
  const problems = checkReview(input, before, index)
  if (problems.length > 0) throw createInputError(problems)

  const decision = readDecision(input)
  const by = { reviewerId: viewer.id, now: new Date(nowMs()) }
  const after = await reviews.decide(decision, (current) => apply(decision, current), by)
  if (after === null) throw await createReviewConflict(services, input.key)
  await moveFirst(services, input.key)
  catalogue.forget()
  context.definitions.clearAll()
  context.moveProgress.clear(input.key)
  // The router keeps answers of the catalogue for a minute.
  tagAnswer(context, { invalidatesCache: ['type:AttributeDefinition', 'type:PropertyAttribute'] })
  return { ...after, usageCount: before.usageCount }
}

function readDecision(input: ReviewAttributeInput): Decision {
  const { key, action } = input
  const note = input.note?.trim() || null
  if (action === 'MAP') return { action, key, knownKey: String(input.knownKey), note }
  if (action !== 'APPROVE') return { action, key, note }
  const synonyms: Record<string, string[]> = {}
  for (const { language, text } of input.synonyms ?? []) {
    const words = synonyms[language] ?? []
    if (!words.includes(text.trim())) words.push(text.trim())
    synonyms[language] = words
  }
  return {
    action,
    key,
    labels: Object.fromEntries((input.labels ?? []).map(({ language, text }) => [language, text.trim()])),
    synonyms,
    description: input.description?.trim() || null,
    valueType: input.valueType ?? null,
    unit: input.unit || null,
    propertyTypes: input.propertyTypes ? [...new Set(input.propertyTypes)] : null,
    note,
  }
}

function apply(decision: Decision, before: AttributeDefinition): AttributeDefinition {
  if (decision.action === 'MAP') return { ...before, status: 'REJECTED', mappedTo: decision.knownKey }
  if (decision.action !== 'APPROVE') return { ...before, status: decision.action === 'REJECT' ? 'REJECTED' : 'NEW' }
  const valueType = decision.valueType ?? before.valueType
  return {
    ...before,
    status: 'KNOWN',
    labels: { ...before.labels, ...decision.labels },
    synonyms: { ...before.synonyms, ...decision.synonyms },
    description: decision.description ?? before.description,
    valueType,
    unit: valueType === 'NUMBER' ? (decision.unit ?? before.unit) : null,
    propertyTypes: decision.propertyTypes ?? before.propertyTypes,
  }
}

/** A key of a few listings is done with the answer; the job does the rest, and tries again what failed here. */
async function moveFirst(
  { moves, logger, nowMs }: Pick<Services, 'moves' | 'logger' | 'nowMs'>,
  key: string,
): Promise<void> {
  try {
    await moves.work(new Date(nowMs()), moveBatchSize, key)
  } catch (error) {
    logger.warn({ err: error, key }, 'the first listings could not follow a review; a job tries again')
  }
}

async function createReviewConflict({ reviews }: Pick<Services, 'reviews'>, key: string) {
  const state = await reviews.findState(key)
  return createError('CONFLICT', 'This key has been reviewed already.', {
    currentStatus: state?.status ?? null,
    reviewedAt: state?.reviewedAt?.toISOString() ?? null,
  })
}
