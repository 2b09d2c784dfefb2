/** One HTTP exchange of a text body, over a network or within the process. */
export type Transport = (request: TransportRequest) => Promise<TransportResponse>

export interface TransportRequest {
  readonly method: 'GET' | 'POST'
  /** Path and query, for example `/graphql`. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** Ends the exchange early; the promise then rejects. */
  readonly signal?: AbortSignal
}

export interface TransportResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** One HTTP exchange whose answer comes bit by bit, over a network or within the process. */
export type StreamTransport = (request: TransportRequest) => Promise<StreamResponse>

export interface StreamResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** Pieces of the text as they come. Fails when the exchange breaks or its signal aborts; not reading holds the sender back. */
  readonly body: AsyncIterable<string>
}

/** One HTTP exchange of bytes, whole in both directions, over a network or within the process. */
export type BytesTransport = (request: BytesRequest) => Promise<BytesResponse>

export interface BytesRequest {
  readonly method: 'GET' | 'PUT'
  /** Path and query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Buffer
  /** Ends the exchange early; the promise then rejects. */
  readonly signal?: AbortSignal
}

export interface BytesResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
}
