import { Node } from '@tiptap/core'
import { pictureIdOf } from '../content/figures.ts'
import { NODE } from './names.ts'

/**
 * A picture kept with a report. Anything else would break the air gap (another host) or the log (`data:`), or be asked for
 * in the name of everybody who looks at the page: `…/export.docx?draft=99` is a path on this server, too.
 */
export function isOwnImage(src: string | null): src is string {
  return src !== null && pictureIdOf(src) !== undefined
}

function readFigure(element: HTMLElement): Record<string, unknown> | false {
  const image = element.querySelector('img')
  const src = image?.getAttribute('src') ?? null
  if (!image || !isOwnImage(src)) return false
  const width = Number.parseInt(image.getAttribute('width') ?? '', 10)
  return {
    src,
    alt: image.getAttribute('alt') ?? '',
    width: Number.isFinite(width) && width > 0 ? width : null,
  }
}

/** A picture with its caption; the caption is the content. */
export const Figure = Node.create({
  name: NODE.figure,
  group: 'block cellBlock',
  content: 'inline*',
  isolating: true,
  defining: true,
  draggable: true,

  addAttributes() {
    return {
      src: { default: '', rendered: false },
      width: { default: null, rendered: false },
      alt: { default: '', rendered: false },
    }
  },

  parseHTML() {
    return [{ tag: 'figure', contentElement: 'figcaption', getAttrs: readFigure }]
  },

  renderHTML({ node, HTMLAttributes }) {
    const { src, alt, width } = node.attrs
    const shown = isOwnImage(String(src)) ? { src } : {}
    return [
      'figure',
      HTMLAttributes,
      ['img', { ...shown, alt, ...(width ? { width } : {}) }],
      ['figcaption', 0],
    ]
  },
})
