import type { Node } from '@tiptap/pm/model'
import type { NodeView, ViewMutationRecord } from '@tiptap/pm/view'
import { isOwnImage } from '../../../report/schema/figure.ts'
import { element } from './dom.ts'
import type { ViewTexts } from './texts.ts'

/** A picture above its caption. */
export class FigureView implements NodeView {
  readonly dom = element('figure', { class: 'cs-figure' })
  readonly contentDOM: HTMLElement
  private readonly image = element('img', { class: 'cs-figure-image', draggable: 'false' })
  private node: Node

  constructor(node: Node, texts: ViewTexts) {
    this.node = node
    const caption = { class: 'cs-caption', 'data-placeholder': texts.captionPlaceholder }
    this.contentDOM = element('figcaption', caption)
    this.dom.append(this.image, this.contentDOM)
    this.draw()
  }

  update(node: Node): boolean {
    if (node.type !== this.node.type) return false
    this.node = node
    this.draw()
    return true
  }

  private draw(): void {
    const { src, alt, width } = this.node.attrs
    const shown = isOwnImage(String(src)) ? String(src) : null
    if (shown === null) this.image.removeAttribute('src')
    else if (this.image.getAttribute('src') !== shown) this.image.setAttribute('src', shown)
    this.image.alt = String(alt)
    if (typeof width === 'number') this.image.setAttribute('width', String(width))
    else this.image.removeAttribute('width')
    this.contentDOM.classList.toggle('cs-caption--empty', this.node.content.size === 0)
  }

  ignoreMutation(mutation: ViewMutationRecord): boolean {
    return mutation.type !== 'selection' && !this.contentDOM.contains(mutation.target)
  }
}
