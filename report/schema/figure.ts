import { Node } from '@tiptap/core'
import { NODE } from './names.ts'

/** A picture of ours: a path on this server. Anything else (another host, `data:`) would break the air gap or the log. */
export function isOwnImage(src: string | null): src is string {
  return src !== null && /^\/(?!\/)/.test(src)
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
    return ['figure', HTMLAttributes, ['img', { src, alt, ...(width ? { width } : {}) }], ['figcaption', 0]]
  },
})
