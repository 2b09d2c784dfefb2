import type { Context } from '../context.ts'
import { requirePerson } from '../require-person.ts'
import type { Services } from '../services.ts'
import { findOwnInquiry } from './find-inquiry.ts'
import type { Inquiry } from './inquiry.ts'

/** How often is looked for messages that came in by another replica, in ms. */
const readEveryMs = 2_000
/** Transactions that began earlier may end later, and clocks of replicas differ: looked back that far each time. */
const overlapMs = 10_000

/**
 * The viewer's conversations, or one of them, each time a message comes or goes from now on: those of this process at once,
 * others within two seconds. Ends when the signal aborts. NOT_FOUND when the viewer has no such conversation.
 */
export async function* followInquiries(
  services: Pick<Services, 'inquiries' | 'inquiryBell' | 'nowMs'>,
  inquiryId: string | null,
  context: Context,
): AsyncGenerator<Inquiry> {
  const { inquiries, inquiryBell, nowMs } = services
  const { id: userId } = requirePerson(context)
  if (inquiryId !== null) await findOwnInquiry(services, inquiryId, context)
  const { signal = new AbortController().signal } = context
  const read = () => inquiries.findUpdated(userId, new Date(nowMs() - overlapMs))
  /** When the last message was that the client knows of, by conversation. */
  let known = new Map((await read()).map(({ id, updatedAt }) => [id, updatedAt.getTime()]))
  while (!signal.aborted) {
    // Waited for before it is read, so that no message falls between.
    const over = new AbortController()
    const next = inquiryBell.wait(userId, readEveryMs, AbortSignal.any([signal, over.signal]))
    try {
      const found = await read()
      const news = found.filter(({ id, updatedAt }) => updatedAt.getTime() > (known.get(id) ?? 0))
      known = new Map(found.map(({ id, updatedAt }) => [id, updatedAt.getTime()]))
      for (const inquiry of news) {
        if (inquiryId !== null && inquiry.id !== inquiryId.toLowerCase()) continue
        forgetLoaded(context)
        yield inquiry
      }
      await next
    } finally {
      over.abort()
    }
  }
}

/** Each event is read anew, though all are one request. */
function forgetLoaded(context: Context): void {
  context.listings.clearAll()
  context.messages.clearAll()
  context.messageCounts.clearAll()
  context.blocks.clearAll()
}
