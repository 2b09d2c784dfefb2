import type { RequestContext } from '@ree-ai/kit/context/request-context'
import type { ActivityLoaders } from './activity/create-activity-loaders.ts'
import type { AttributeLoaders } from './attribute/create-attribute-loaders.ts'
import type { DuplicateLoaders } from './duplicate/create-duplicate-loaders.ts'
import type { InquiryLoaders } from './inquiry/create-inquiry-loaders.ts'
import type { Loaders } from './loaders.ts'

/** What this subgraph's resolvers are given. */
export type Context = RequestContext & Loaders & InquiryLoaders & ActivityLoaders & AttributeLoaders & DuplicateLoaders
