import { ImageRun } from 'docx'
import type { FigureBlock, Picture } from '../../content/content.ts'
import { soundText } from '../sound-text.ts'

/** A length of 96 dpi in twips. */
export const PIXEL = 15

/** In pixels. */
export type Room = { readonly width: number; readonly height: number }

/** As wide as its author made it, in its own proportions, and nowhere beyond the room there is; at least a pixel each way. */
export function sizeIn({ width, height }: Picture, wanted: number | null, room: Room): Room {
  const natural = { width: Math.max(1, width), height: Math.max(1, height) }
  const share = Math.min(
    (wanted ?? natural.width) / natural.width,
    room.width / natural.width,
    room.height / natural.height,
  )
  return { width: Math.max(1, natural.width * share), height: Math.max(1, natural.height * share) }
}

/** `id`: unique among the drawings of the paper. */
export function pictureRun(figure: FigureBlock, picture: Picture, room: Room, id: number): ImageRun {
  const alt = soundText(figure.alt)
  return new ImageRun({
    type: picture.type === 'image/png' ? 'png' : 'jpg',
    data: picture.bytes,
    transformation: sizeIn(picture, figure.width, room),
    altText: { id: String(id), name: `Hình ${id}`, description: alt, title: '' },
  })
}
