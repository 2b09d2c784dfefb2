import { createError } from '@ree-ai/kit/errors/create-error'
import { GraphQLError } from 'graphql'
import { withStatus } from '../errors/with-status.ts'
import type { RequestPolicy } from '../policies/request-policy.ts'
import type { TokenViewer } from '../policies/token-viewer.ts'
import type { ServerContext } from './server-context.ts'

export interface AdmissionDependencies {
  readonly authenticate: (authorization: string | undefined) => Promise<TokenViewer | null>
  /** What a request passes whose token was refused. */
  readonly refused: readonly RequestPolicy[]
  /** The policies after authentication, in their order. */
  readonly request: readonly RequestPolicy[]
  readonly batchMax: number
  readonly onRefusal: (policy: string, code: string) => void
  /** Told of each error with the request it belongs to. */
  readonly onError: (error: GraphQLError, requestId: string) => void
}

/** What comes with a request, whatever it came over. */
export interface Admittance {
  /** The `authorization` header, or what stands for it. */
  readonly authorization: string | undefined
  readonly setHeader: (name: string, value: string) => void
}

/** The way in, the same for every transport. All throw the refusal, which answers the whole request. */
export interface Admission {
  /** Establishes who sends; a token that is refused counts for its address, so that nobody can guess tokens for free. */
  readonly identify: (anonymous: ServerContext, request: Admittance) => Promise<TokenViewer | null>
  /** Establishes who sends a request and counts it as one operation, before anything of it is read: what cannot be read has its price too. */
  readonly admit: (anonymous: ServerContext, request: Admittance) => Promise<ServerContext>
  /** Counts the other operations of a batch. */
  readonly admitBatch: (
    context: ServerContext,
    batch: { readonly length: number } & Pick<Admittance, 'setHeader'>,
  ) => Promise<void>
}

export function admitRequests(deps: AdmissionDependencies): Admission {
  async function apply<Result>(name: string, requestId: string, run: () => Promise<Result> | Result): Promise<Result> {
    try {
      return await run()
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error
      deps.onRefusal(name, String(error.extensions.code))
      deps.onError(error, requestId)
      throw error
    }
  }
  async function pass(
    policies: readonly RequestPolicy[],
    context: ServerContext,
    request: { readonly count: number } & Pick<Admittance, 'setHeader'>,
  ): Promise<void> {
    const { count, setHeader } = request
    for (const policy of policies)
      await apply(policy.name, context.requestId, () => policy.apply({ context, count, setHeader }))
  }

  const identify: Admission['identify'] = (anonymous, { authorization, setHeader }) =>
    apply('authenticate', anonymous.requestId, async () => {
      try {
        return await deps.authenticate(authorization)
      } catch (error) {
        await pass(deps.refused, anonymous, { count: 1, setHeader })
        throw error
      }
    })

  return {
    identify,
    async admit(anonymous, request) {
      const viewer = await identify(anonymous, request)
      const context: ServerContext = { ...anonymous, viewer }
      await pass(deps.request, context, { count: 1, setHeader: request.setHeader })
      return context
    },
    async admitBatch(context, { length, setHeader }) {
      await apply('limit-batch', context.requestId, () => checkBatch(length, deps.batchMax))
      if (length > 1) await pass(deps.request, context, { count: length - 1, setHeader })
    },
  }
}

function checkBatch(length: number, batchMax: number): void {
  if (batchMax === 0) throw withStatus(createError('BAD_REQUEST', 'Send one operation in a request.'))
  if (length <= batchMax) return
  const message = `The request has ${length} operations; at most ${batchMax} are allowed.`
  throw withStatus(
    createError('OPERATION_LIMIT_EXCEEDED', message, { limit: 'batch', found: length, allowed: batchMax }),
  )
}
