import type { Database } from '@ree-ai/db/database'
import type { TypedDocument } from '@ree-ai/kit/router-client/create-router-client'
import { print } from 'graphql'

/** A whole platform that tests talk to as clients do: over HTTP. */
export interface PlatformUnderTest {
  /** The public door, for example `http://127.0.0.1:40123`. */
  readonly url: string
  /** The operator's door. */
  readonly adminUrl: string
  /** The same database, to look behind the scenes. */
  readonly database: Database
  /** An administrator. */
  readonly admin: { readonly email: string; readonly password: string }
  readonly stop: () => Promise<void>
}

/** What one operation answered. */
export interface OperationAnswer<Result> {
  readonly status: number
  readonly headers: Headers
  readonly data: Result | null | undefined
  readonly errors: readonly OperationError[]
  readonly extensions: Record<string, unknown>
}

export interface OperationError {
  readonly message: string
  readonly path?: readonly (string | number)[]
  readonly extensions: Record<string, unknown> & { readonly code: string }
}

/** Sends one operation over HTTP, as a client would. */
export async function ask<Result = Record<string, unknown>, Variables = Record<string, unknown>>(
  platform: PlatformUnderTest,
  document: TypedDocument<Result, Variables> | string,
  variables?: Variables,
  token?: string,
): Promise<OperationAnswer<Result>> {
  const response = await fetch(`${platform.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query: typeof document === 'string' ? document : print(document), variables }),
  })
  const body = (await response.json()) as {
    data?: Result | null
    errors?: OperationError[]
    extensions?: Record<string, unknown>
  }
  return {
    status: response.status,
    headers: response.headers,
    data: body.data,
    errors: body.errors ?? [],
    extensions: body.extensions ?? {},
  }
}

/** Like `ask`, for operations that must succeed: returns the data, throws with the errors otherwise. */
export async function get<Result, Variables>(
  platform: PlatformUnderTest,
  document: TypedDocument<Result, Variables>,
  variables: Variables,
  token?: string,
): Promise<Result> {
  const answer = await ask(platform, document, variables, token)
  if (answer.errors.length > 0 || !answer.data) throw new Error(JSON.stringify(answer.errors))
  return answer.data
}
