import { createError } from '@ree-ai/kit/errors/create-error'
import sharp, { type Sharp } from 'sharp'
import { detectPictureType } from './detect-picture-type.ts'

/** One form of a picture, as it is kept. */
export interface PictureFile {
  readonly bytes: Buffer
  readonly width: number
  readonly height: number
}

/** A picture as it is kept: WebP in sRGB, upright, with nothing but its pixels. */
export interface Picture {
  readonly large: PictureFile
  readonly thumbnail: PictureFile
}

export const pictureContentType = 'image/webp'
/** 50 megapixels: more than any camera's usual picture, and at most 200 MB when decoded. */
export const pixelsMax = 50_000_000
const sideMax = 2560
const thumbnailSideMax = 480
const secondsMax = 20

/**
 * Makes of what somebody sent what may be shown: the type is read from the bytes; metadata (where and by whom it was taken, thumbnails,
 * comments) and whatever stands behind the picture are gone, for it is encoded anew. Of an animation the first frame. BAD_USER_INPUT for
 * everything but a whole JPEG, PNG, WebP, GIF or AVIF of at most 50 megapixels. Decoding runs on other threads.
 */
export async function processPicture(bytes: Buffer): Promise<Picture> {
  const format = detectPictureType(bytes)
  if (format === null) throw refuse('The file is no JPEG, PNG, WebP, GIF or AVIF picture.')
  // A header that promises too much is refused by it alone; the decoder bounds what it really makes.
  const open = () => sharp(bytes, { limitInputPixels: pixelsMax, failOn: 'warning', pages: 1 })
  const header = await open()
    .metadata()
    .catch((error: unknown) => {
      throw explain(error)
    })
  const isAsItBegan = header.format === (format === 'avif' ? 'heif' : format)
  if (!isAsItBegan) throw refuse('The file is not the picture that it begins as.')
  if (header.width * header.height > pixelsMax) throw tooManyPixels()
  try {
    const large = await encode(open().autoOrient(), sideMax, 82)
    // From the smaller one: the big one is decoded once.
    const thumbnail = await encode(sharp(large.bytes), thumbnailSideMax, 75)
    return { large, thumbnail }
  } catch (error) {
    throw explain(error)
  }
}

async function encode(picture: Sharp, side: number, quality: number): Promise<PictureFile> {
  const { data, info } = await picture
    .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
    .timeout({ seconds: secondsMax })
    .webp({ quality })
    .toBuffer({ resolveWithObject: true })
  return { bytes: data, width: info.width, height: info.height }
}

function explain(error: unknown): unknown {
  const message = error instanceof Error ? error.message : ''
  if (/pixel limit/i.test(message)) return tooManyPixels()
  if (/timeout/i.test(message)) return refuse('The picture takes too long to read.')
  return refuse('The picture is broken or cut short.')
}

function tooManyPixels() {
  return refuse(`The picture has more than ${pixelsMax / 1_000_000} megapixels.`)
}

function refuse(message: string) {
  return createError('BAD_USER_INPUT', message)
}
