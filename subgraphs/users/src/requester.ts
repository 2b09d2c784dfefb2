import type { RequestContext } from '@ree-ai/kit/context/request-context'

/** Who asks for something, as far as rules, sessions and the audit trail want to know. */
export type Requester = Pick<RequestContext, 'viewer' | 'clientAddress' | 'device'>
