import { createError } from '@ree-ai/kit/errors/create-error'
import { hasScope } from '@ree-ai/kit/identity/has-scope'
import type { Context } from '../context.ts'
import { isUuid } from '../is-uuid.ts'
import { requirePerson } from '../require-person.ts'
import type { Services } from '../services.ts'
import { type Inquiry, otherOf } from './inquiry.ts'

/** A conversation of the viewer's, with the other of the two. NOT_FOUND for everybody else, whether or not it exists. */
export async function findOwnInquiry(
  { inquiries }: Pick<Services, 'inquiries'>,
  id: string,
  context: Pick<Context, 'viewer'>,
): Promise<{ readonly inquiry: Inquiry; readonly userId: string; readonly otherId: string }> {
  const { id: userId } = requirePerson(context)
  const inquiry = isUuid(id) ? await inquiries.find(id) : null
  const otherId = inquiry && otherOf(inquiry, userId)
  if (inquiry === null || otherId === null) throw createNoInquiry()
  return { inquiry, userId, otherId }
}

/** A conversation to read: one's own, and with `properties:review` one with an open complaint. NOT_FOUND otherwise. */
export async function findReadableInquiry(
  { inquiries, reports }: Pick<Services, 'inquiries' | 'reports'>,
  id: string,
  context: Pick<Context, 'viewer'>,
): Promise<Inquiry> {
  const viewer = requirePerson(context)
  const inquiry = isUuid(id) ? await inquiries.find(id) : null
  if (inquiry === null) throw createNoInquiry()
  if (otherOf(inquiry, viewer.id) !== null) return inquiry
  if (hasScope(viewer, 'properties:review') && (await reports.isReported(inquiry.id))) return inquiry
  throw createNoInquiry()
}

export function createNoInquiry() {
  return createError('NOT_FOUND', 'You have no such conversation.')
}
