import type { AttributeCondition } from '../extraction.ts'
import type { Phrases } from './lexicon.ts'

/** How each language says that animals may live here. `{animal}` stands for that language's words. */
export type PetWords = {
  readonly dogs: string
  readonly cats: string
  readonly pets: string
  readonly allowed: Phrases
  readonly refused: Phrases
}

const key = 'petsAllowed'
const dogs: AttributeCondition = { key, eq: 'dogs' }
const cats: AttributeCondition = { key, eq: 'cats' }
// Whoever asks for "pets" has a dog or a cat and is served by either.
const pets: AttributeCondition = { key, in: ['dogs', 'cats'] }
const none: AttributeCondition = { key, eq: 'none' }

/** Patterns of a language's words for animals with the condition that each one sets. */
export function listPetPhrases(
  words: PetWords,
): readonly { readonly pattern: string; readonly condition: AttributeCondition }[] {
  const fill = (patterns: Phrases, animal: string) => patterns.map((pattern) => pattern.replaceAll('{animal}', animal))
  const withCondition = (patterns: Phrases, condition: AttributeCondition) =>
    patterns.map((pattern) => ({ pattern, condition }))
  return [
    ...withCondition(fill(words.allowed, words.dogs), dogs),
    ...withCondition(fill(words.allowed, words.cats), cats),
    ...withCondition(fill(words.allowed, words.pets), pets),
    ...withCondition(fill(words.refused, words.pets), none),
  ]
}

const isAllowed = '(is|are|should be|must be|to be|can be|would be|will be|being|)'

/** By language, ISO 639-1. */
export const petWords: Readonly<Record<string, PetWords>> = {
  en: {
    dogs: '(dog|dogs|puppy|puppies|doggy|doggo)',
    cats: '(cat|cats|kitten|kittens|kitty)',
    pets: '(pet|pets|animals|animal|cats and dogs|dogs and cats|cats or dogs|dogs or cats|dogs & cats|cats & dogs)',
    allowed: [
      `{animal} ${isAllowed} (always|) (allowed|permitted|accepted|welcome|welcomed|ok|okay|considered|negotiable|fine|possible|tolerated|friendly)`,
      'ok for {animal}',
      '(take|takes|taking|allow|allows|allowing|accept|accepts|accepting|permit|permits|permitting|welcome|welcomes|welcoming|tolerates|considers|friendly to|ok with|okay with|suitable for|good for|lets me have|lets you have|let me have|let me bring|bring|keep) (a|my|our|your|the|small|large|big|two|2|one|some|) {animal}',
      '(with|have|having|own|has|for) (a|my|our|the|two|2|one|three|small|large|big|) {animal}',
      '(with|have|having|own|has|for) (a|my|our|two) (small|large|big|medium|little|old) {animal}',
      '(my|our) (two|2|small|large|) {animal}',
      '{animal} ok',
    ],
    refused: [
      '(no|without) {animal} (allowed|please|)',
      "{animal} (not|never|are not|aren't|is not|cannot be) (allowed|permitted|accepted|welcome)",
      '(do|does) not (allow|accept|permit|take) {animal}',
      "(don't|doesn't) (allow|accept|permit|take) {animal}",
      '{animal} free (building|home|)',
      'not (pet|animal) friendly',
      'allergic to (dogs|cats|pets|animals)',
    ],
  },
  es: {
    dogs: '(perro|perros|perrito)',
    cats: '(gato|gatos)',
    pets: '(mascota|mascotas|animales)',
    allowed: [
      '(admite|admiten|acepta|aceptan|permite|permiten|se admiten|se aceptan|se permiten|con|apto para|tengo|tenemos) (un|mi|una|) {animal}',
      '{animal} (permitidos|permitidas|bienvenidos|bienvenidas|admitidos|admitidas)',
    ],
    refused: ['(sin|no se admiten|no se permiten|no se aceptan|no admite|no acepta) {animal}'],
  },
  fr: {
    dogs: '(chien|chiens)',
    cats: '(chat|chats)',
    pets: '(animal|animaux|animaux de compagnie)',
    allowed: [
      '{animal} (acceptes|accepte|admis|autorises|autorise|bienvenus|bienvenu)',
      '(accepte|acceptant|avec|admet|autorise) (un|les|mon|des|) {animal}',
    ],
    refused: ["(sans|pas d|pas d'|pas de) {animal}", '{animal} (interdits|non acceptes|non admis)'],
  },
  de: {
    dogs: '(hund|hunde|hunden)',
    cats: '(katze|katzen)',
    pets: '(haustier|haustiere|haustieren|tiere)',
    allowed: [
      '{animal} (sind|) (erlaubt|willkommen|gestattet|okay)',
      '(mit|fur|erlaubt|mit einem|mit meinem) {animal}',
    ],
    refused: ['(keine|ohne) {animal}', '{animal} (nicht erlaubt|verboten|nicht gestattet)'],
  },
  vi: {
    dogs: '(cho)',
    cats: '(meo)',
    pets: '(thu cung|thu nuoi|vat nuoi|cho meo)',
    allowed: ['(cho|duoc|co the|cho phep|duoc phep) nuoi {animal}', 'nhan {animal}'],
    refused: ['khong (nuoi|cho nuoi|duoc nuoi) {animal}'],
  },
}
