import type { Viewer } from '@ree-ai/kit/identity/viewer'

/** An identity provider besides our own users. */
export interface OtherIssuer {
  /** The `iss` of its tokens; never ours, and without `|`. */
  readonly issuer: string
  /** The `aud` of its tokens; that of our own unless given. */
  readonly audience?: string
  /** What its tokens may be signed with, published keys only. */
  readonly algorithms?: readonly string[]
  /** Which of the scopes in its tokens count here; none unless given. */
  readonly scopes?: readonly string[]
  /** What a value of its tokens' `role` makes of the viewer. USER unless it is named here; it makes nobody ADMIN or SERVICE. */
  readonly roles?: Readonly<Record<string, Extract<Viewer['role'], 'USER' | 'AGENT'>>>
}
