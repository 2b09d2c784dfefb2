import { createHash } from 'node:crypto'
import type { EmbeddingModel } from './embedding-model.ts'

/** `REEEMB1\n`, the header's length (uint32 little endian), the header (JSON), word weights, scales, common (float32), rows (int8). */
const magic = 'REEEMB1\n'

type Header = {
  readonly dimensions: number
  readonly unknownWeight: number
  readonly calibration: { readonly slope: number; readonly midpoint: number }
  readonly words: string
  readonly ngrams: string
}

/** Writes a model as the bytes of its file. The same model gives the same bytes. */
export function encodeEmbeddingModel(model: Omit<EmbeddingModel, 'version'>): Buffer {
  const header: Header = {
    dimensions: model.dimensions,
    unknownWeight: model.unknownWeight,
    calibration: model.calibration,
    words: [...model.words.keys()].join(' '),
    ngrams: [...model.ngrams.keys()].join(' '),
  }
  const json = Buffer.from(JSON.stringify(header))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(json.length)
  const floats = [model.wordWeights, model.scales, model.common].map(encodeFloats)
  return Buffer.concat([Buffer.from(magic), length, json, ...floats, Buffer.from(model.rows)])
}

/** Reads the bytes of a model file. Throws a `RangeError` that says what is wrong when they are not one. */
export function decodeEmbeddingModel(bytes: Buffer): EmbeddingModel {
  if (bytes.toString('latin1', 0, magic.length) !== magic) throw new RangeError('not an embedding model file')
  const headerStart = magic.length + 4
  const headerEnd = headerStart + bytes.readUInt32LE(magic.length)
  const header = JSON.parse(bytes.toString('utf8', headerStart, headerEnd)) as Header
  const words = numberNames(header.words, 0)
  const ngrams = numberNames(header.ngrams, words.size)
  const rowCount = words.size + ngrams.size
  const weightsEnd = headerEnd + words.size * 4
  const scalesEnd = weightsEnd + rowCount * 4
  const commonEnd = scalesEnd + header.dimensions * 4
  const rows = bytes.subarray(commonEnd)
  if (rows.length !== rowCount * header.dimensions) throw new RangeError('the embedding model file is cut or damaged')
  return {
    version: createHash('sha256').update(bytes).digest('hex').slice(0, 16),
    dimensions: header.dimensions,
    words,
    ngrams,
    wordWeights: decodeFloats(bytes.subarray(headerEnd, weightsEnd)),
    unknownWeight: header.unknownWeight,
    rows: new Int8Array(rows.buffer, rows.byteOffset, rows.length),
    scales: decodeFloats(bytes.subarray(weightsEnd, scalesEnd)),
    common: decodeFloats(bytes.subarray(scalesEnd, commonEnd)),
    calibration: header.calibration,
  }
}

function numberNames(names: string, first: number): ReadonlyMap<string, number> {
  return new Map(names === '' ? [] : names.split(' ').map((name, i) => [name, first + i]))
}

function encodeFloats(floats: Float32Array): Buffer {
  const bytes = Buffer.alloc(floats.length * 4)
  floats.forEach((float, i) => {
    bytes.writeFloatLE(float, i * 4)
  })
  return bytes
}

function decodeFloats(bytes: Buffer): Float32Array {
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(i * 4))
}
