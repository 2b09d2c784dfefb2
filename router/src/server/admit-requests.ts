import { createError } from '@ree-ai/kit/errors/create-error'
import { GraphQLError } from 'graphql'
import { withStatus } from '../errors/with-status.ts'
import type { IncomingOperation, RequestPolicy } from '../policies/request-policy.ts'
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
  readonly operations: readonly IncomingOperation[]
  readonly setHeader: (name: string, value: string) => void
}

/** The way in, the same for every transport. Both throw the refusal, which answers the whole request. */
export interface Admission {
  /** Establishes who sends; a token that is refused counts for its address, so that nobody can guess tokens for free. */
  readonly identify: (anonymous: ServerContext, request: Admittance) => Promise<TokenViewer | null>
  /** Establishes who sends a request and passes it through the request policies, in order. */
  readonly admit: (anonymous: ServerContext, request: Admittance) => Promise<ServerContext>
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
  const check = (policy: RequestPolicy, context: ServerContext, { operations, setHeader }: Admittance) =>
    apply(policy.name, context.requestId, () => policy.apply({ context, operations, setHeader }))

  const identify: Admission['identify'] = (anonymous, request) =>
    apply('authenticate', anonymous.requestId, async () => {
      try {
        return await deps.authenticate(request.authorization)
      } catch (error) {
        for (const policy of deps.refused) await check(policy, anonymous, request)
        throw error
      }
    })

  return {
    identify,
    async admit(anonymous, request) {
      await apply('limit-batch', anonymous.requestId, () => checkBatch(request.operations.length, deps.batchMax))
      const viewer = await identify(anonymous, request)
      const context: ServerContext = { ...anonymous, viewer }
      for (const policy of deps.request) await check(policy, context, request)
      return context
    },
  }
}

function checkBatch(length: number, batchMax: number): void {
  if (length <= Math.max(1, batchMax)) return
  if (batchMax === 0) throw withStatus(createError('BAD_REQUEST', 'Send one operation in a request.'))
  const message = `The request has ${length} operations; at most ${batchMax} are allowed.`
  throw withStatus(
    createError('OPERATION_LIMIT_EXCEEDED', message, { limit: 'batch', found: length, allowed: batchMax }),
  )
}
