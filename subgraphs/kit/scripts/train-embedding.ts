/**
 * Trains the local embedding model on the text that the project ships and writes `models/embedding.bin`:
 *   npx tsx subgraphs/kit/scripts/train-embedding.ts
 * Reads the sample guides and listings (prisma/seed) and the sentences in subgraphs/kit/training. Takes a minute or two;
 * the same text gives the same bytes on the same version of Node.
 */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cosine } from '../src/language/embedding/cosine.ts'
import { embed } from '../src/language/embedding/embed.ts'
import { encodeEmbeddingModel } from '../src/language/embedding/embedding-file.ts'
import type { EmbeddingModel } from '../src/language/embedding/embedding-model.ts'
import { fitSimilarity } from '../src/language/embedding/fit-similarity.ts'
import { seededRandom } from '../src/language/embedding/seeded-random.ts'
import { trainEmbeddingModel } from '../src/language/embedding/train-embedding-model.ts'
import { splitSentences } from '../src/language/split-sentences.ts'

const seed = new URL('../../../prisma/seed/', import.meta.url)
const own = new URL('../training/', import.meta.url)
const target = new URL('../models/embedding.bin', import.meta.url)

/** One entry a document, each a list of its passages. */
const samples = [...readGuides(new URL('guides/', seed)), ...readListings(new URL('listings.ndjson', seed))]
// The lists of related words and of paraphrases say most per word: counted three times, the right guide comes first for .88
// of the paraphrased questions by vectors alone, against .72 counted once.
const taught = readOwn(own)
const documents = [...samples, ...taught]
const passages = [...samples, ...taught, ...taught, ...taught].flat()
const words = passages.reduce((sum, passage) => sum + passage.split(/\s+/).length, 0)
process.stdout.write(`${documents.length} documents, ${passages.length} passages, ${words} words\n`)

const model = trainEmbeddingModel(passages)
const calibration = calibrate({ ...model, version: '' })
const bytes = encodeEmbeddingModel({ ...model, calibration })
writeFileSync(target, bytes)
const version = createHash('sha256').update(bytes).digest('hex').slice(0, 16)
process.stdout.write(
  `${model.words.size} words, ${model.ngrams.size} n-grams, ${bytes.length} bytes, version ${version}\n`,
)
process.stdout.write(
  `similarity .5 at a cosine of ${calibration.midpoint.toFixed(3)}, slope ${calibration.slope.toFixed(1)}\n`,
)

function readGuides(folder: URL): string[][] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => splitPassages(readFileSync(new URL(name, folder), 'utf8')))
}

function readListings(file: URL): string[][] {
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
  return lines.map((line) => listingPassages(JSON.parse(line) as Record<string, unknown>))
}

function listingPassages(listing: Record<string, unknown>): string[] {
  const texts = Object.values(listing).filter(
    (value): value is string => typeof value === 'string' && value.includes(' '),
  )
  return texts.flatMap(splitPassages)
}

/** Files of one passage a line; a blank line begins another document. */
function readOwn(folder: URL): string[][] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.txt'))
    .sort()
    .flatMap((name) => readFileSync(new URL(name, folder), 'utf8').split(/\n\s*\n/))
    .map((document) => document.split('\n').filter((line) => line.trim() !== ''))
}

function splitPassages(text: string): string[] {
  return text.split(/\n\s*\n/).filter((passage) => passage.trim() !== '')
}

/** Neighbouring sentences of the guides and listings against as many pairs of sentences from different documents. */
function calibrate(trained: EmbeddingModel) {
  const random = seededRandom(7)
  const vectors = samples
    .map((document) => {
      const text = document.join('\n\n')
      const sentences = splitSentences(text).map(({ start, end }) => text.slice(start, end))
      return sentences.filter((sentence) => sentence.length > 40).map((sentence) => embed(trained, sentence))
    })
    .filter((sentences) => sentences.length > 2)
  const neighbours: number[] = []
  const strangers: number[] = []
  vectors.forEach((sentences, d) => {
    for (let i = 0; i + 1 < sentences.length; i++) {
      const other = vectors[(d + 1 + Math.floor(random() * (vectors.length - 1))) % vectors.length] ?? sentences
      const first = sentences[i] as Float32Array
      neighbours.push(cosine(first, sentences[i + 1] as Float32Array))
      strangers.push(cosine(first, other[Math.floor(random() * other.length)] as Float32Array))
    }
  })
  return fitSimilarity(neighbours, strangers)
}
