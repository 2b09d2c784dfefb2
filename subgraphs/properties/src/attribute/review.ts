import type { PropertyType } from '../listing/listing.ts'
import type { AttributeDefinition, AttributeValueType } from './attribute.ts'
import type { KeyUsage } from './usage-store.ts'

export type ReviewAction = 'APPROVE' | 'MAP' | 'REJECT' | 'REOPEN'

/** What a reviewer decides of a key. */
export type Decision =
  | {
      readonly action: 'APPROVE'
      readonly key: string
      /** What the definition is from now on; null leaves it. */
      readonly labels: Readonly<Record<string, string>>
      readonly synonyms: Readonly<Record<string, readonly string[]>>
      readonly description: string | null
      readonly valueType: AttributeValueType | null
      readonly unit: string | null
      readonly propertyTypes: readonly PropertyType[] | null
      readonly note: string | null
    }
  | { readonly action: 'MAP'; readonly key: string; readonly knownKey: string; readonly note: string | null }
  | { readonly action: 'REJECT' | 'REOPEN'; readonly key: string; readonly note: string | null }

/** A key that waits for review. */
export interface QueuedKey extends Omit<KeyUsage, 'key'> {
  readonly definition: AttributeDefinition
  readonly firstSeenAt: Date
}

/** What became of a key, and who decided it. */
export interface ReviewState {
  readonly status: AttributeDefinition['status']
  readonly reviewedBy: string | null
  readonly reviewedAt: Date | null
}
