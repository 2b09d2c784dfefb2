import type { AttributeCondition } from '../extraction.ts'
import { expandPhrases } from './expand-phrases.ts'
import type { Sense } from './sense.ts'

const garage: AttributeCondition = { key: 'garage', eq: true }
const spaces = (gte: number): AttributeCondition => ({ key: 'parkingTotal', gte })

const table: readonly (readonly [string, readonly AttributeCondition[]])[] = [
  [
    '(parking|off street parking|covered parking|underground parking|secure parking|parking included|private parking|parking space|parking spot|parking place|car space|car park|carport|driveway|parking for a car|parking for one car)',
    [spaces(1)],
  ],
  [
    '(aparcamiento|plaza de aparcamiento|estacionamiento|stationnement|place de parking|stellplatz|parkplatz|cho de xe|cho de o to|cho dau xe)',
    [spaces(1)],
  ],
  ['(double|two car|2 car|dbl) garage', [garage, spaces(2)]],
  ['(triple|three car|3 car) garage', [garage, spaces(3)]],
  ['(single|one car|1 car) garage', [garage, spaces(1)]],
  ['(parking|garage|garaging) for (two|2) (cars|vehicles|)', [spaces(2)]],
  ['(parking|garage|garaging) for (three|3) (cars|vehicles|)', [spaces(3)]],
  ['(parking|garage|garaging) for (four|4) (cars|vehicles|)', [spaces(4)]],
  ['(two|2) cars can park', [spaces(2)]],
]

/** Phrases that say that a car can be kept, with what they mean. */
export function parkingSenses(): readonly { readonly phrase: string; readonly sense: Sense }[] {
  return table.flatMap(([pattern, conditions]) =>
    expandPhrases(pattern).map((phrase) => ({
      phrase,
      sense: { kind: 'amenity' as const, conditions, isShareable: true },
    })),
  )
}
