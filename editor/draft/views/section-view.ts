import type { Node } from '@tiptap/pm/model'
import { Selection, TextSelection } from '@tiptap/pm/state'
import type { EditorView, NodeView, ViewMutationRecord } from '@tiptap/pm/view'
import { appendixOf, isUnwritten } from '../../../report/sections.ts'
import type { ReportHead } from '../../../report/wire/rest.ts'
import { fillBlank } from '../editing/fill-blanks.ts'
import type { OpenRights } from '../rights/open-rights.ts'
import type { RightsTexts } from '../rights/rights-texts.ts'
import type { Standing } from '../rights/standing.ts'
import { StandingNote } from '../rights/standing-note.ts'
import { element, pageId, setText } from './dom.ts'
import type { ViewTexts } from './texts.ts'

/** What the buttons of a section's heading do. */
export type SectionActions = {
  readonly texts: ViewTexts
  /** *Thêm nội dung*: the plan invites further themes under this section. */
  readonly onInvite: (sectionId: string, view: EditorView) => void
  readonly onRename: (sectionId: string, title: string, view: EditorView) => void
  readonly onRemove: (sectionId: string, view: EditorView) => void
}

/** What follows a Roman number: `II. …` or `II- …`, as the report's head says. */
export type HeadingMark = NonNullable<ReportHead['headingMark']>

/** `II` as `II.` or `II-`, `2` as `2.`, but `a)` and `-` as they are: how the number stands before its title. */
export function shownNumber(number: string, mark: HeadingMark = '.'): string {
  if (number === '' || number.endsWith(')') || number === '-') return number
  if (number.startsWith('Phụ lục')) return number
  return `${number}${/^[IVXLC]+$/u.test(number) ? mark : '.'}`
}

function showTitle(field: HTMLTextAreaElement, title: string): void {
  // Set only when it differs: it would move the caret, and break off a syllable that is being composed.
  if (field.value !== title) field.value = title
  if (field.parentElement) field.parentElement.dataset.title = title
}

/** What section views and the preamble's view share: guidance while nothing is written, a line to write on when clicked. */
export class CompartmentView implements NodeView {
  readonly dom: HTMLElement
  readonly contentDOM: HTMLElement
  protected node: Node
  protected readonly view: EditorView
  private readonly guidance: HTMLElement
  private readonly note = new StandingNote()
  /** May write here, as far as is known. */
  protected open = true

  constructor(node: Node, view: EditorView, getPos: () => number | undefined) {
    this.node = node
    this.view = view
    // Greyed, unselectable, and no part of the text: neither copied nor exported.
    this.guidance = element('div', { class: 'cs-guidance', contenteditable: 'false', id: pageId() })
    this.contentDOM = element('div', { class: 'cs-section-body', role: 'group' })
    this.dom = element('section', { class: 'cs-section' }, this.note.dom, this.guidance, this.contentDOM)
    this.contentDOM.addEventListener('mousedown', (event) => this.giveLine(event, getPos()))
    this.dom.addEventListener('click', (event) => this.goToText(event, getPos()))
    this.drawGuidance()
  }

  update(node: Node): boolean {
    if (node.type !== this.node.type) return false
    const before = this.node
    this.node = node
    this.drawGuidance()
    if (before.attrs !== node.attrs) this.drawHead()
    return true
  }

  protected drawHead(): void {
    // The preamble has no heading.
  }

  private drawGuidance(): void {
    const text = String(this.node.attrs.guidance ?? '')
    // Of a part the plan often says no more than its title: said twice it would only be in the way.
    const says = text !== '' && text !== this.node.attrs.title
    const shown = says && isUnwritten(this.node)
    if (this.guidance.hidden === shown) this.guidance.hidden = !shown
    setText(this.guidance, text)
    if (shown) this.contentDOM.setAttribute('aria-describedby', this.guidance.id)
    else this.contentDOM.removeAttribute('aria-describedby')
  }

  /** Says whose this is, and shows that one may only read it where that is so. */
  showStanding(standing: Standing, rights: OpenRights, texts: RightsTexts): void {
    this.note.show(standing, rights, texts)
    const { refusal } = standing
    this.open = refusal === undefined
    // Who may only read the whole report needs no telling at every heading.
    const isClosed = refusal !== undefined && refusal !== 'reads-only' && refusal !== 'report-signed'
    this.dom.classList.toggle('cs-section--closed', isClosed)
    if (this.note.sentence === '') this.contentDOM.removeAttribute('aria-description')
    else this.contentDOM.setAttribute('aria-description', this.note.sentence)
    this.drawHead()
  }

  // Concurrent deletions can leave a section without any paragraph; who clicks into it wants to write there.
  private giveLine(event: Event, pos: number | undefined): void {
    if (this.node.childCount > 0 || pos === undefined || !this.view.editable || !this.open) return
    event.preventDefault()
    const tr = fillBlank(this.view.state.tr, pos)
    this.view.dispatch(tr.setSelection(TextSelection.create(tr.doc, pos + 2)))
    this.view.focus()
  }

  /**
   * A click beside the text, on the heading or the guidance, goes to the section's first line. Left to the browser it
   * would focus the page with the caret wherever it was, perhaps off the screen, and the next letters went there.
   */
  private goToText(event: Event, pos: number | undefined): void {
    const { target } = event
    if (pos === undefined || !(target instanceof Element) || this.contentDOM.contains(target)) return
    if (target.closest('textarea, button')) return
    const { state } = this.view
    const start = Selection.findFrom(state.doc.resolve(pos + 1), 1, true)
    if (!start || start.from >= pos + this.node.nodeSize) return this.giveLine(event, pos)
    this.view.dispatch(state.tr.setSelection(start))
    this.view.focus()
  }

  stopEvent(event: Event): boolean {
    const { target } = event
    return target instanceof HTMLElement && target.closest('textarea, button') !== null
  }

  ignoreMutation(mutation: ViewMutationRecord): boolean {
    if (mutation.type === 'selection') return false
    // What is said of the section changes while nobody redraws it.
    if (mutation.type === 'attributes' && mutation.target === this.contentDOM) return true
    return !this.contentDOM.contains(mutation.target)
  }
}

/** The opening paragraphs. */
export class PreambleView extends CompartmentView {
  constructor(node: Node, view: EditorView, getPos: () => number | undefined, { texts }: SectionActions) {
    super(node, view, getPos)
    this.dom.classList.add('cs-preamble')
    this.contentDOM.setAttribute('aria-label', texts.preamble)
  }
}

/** A section: its computed number and its title above the text, out of reach of typing. */
export class SectionView extends CompartmentView {
  private readonly number = element('span', { class: 'cs-section-number' })
  private readonly title = element('span', { class: 'cs-section-title' })
  private readonly head = element('div', { class: 'cs-section-head', contenteditable: 'false', id: pageId() })
  private readonly foot = element('div', { class: 'cs-section-foot', contenteditable: 'false' })
  private readonly actions: SectionActions

  constructor(node: Node, view: EditorView, getPos: () => number | undefined, actions: SectionActions) {
    super(node, view, getPos)
    this.actions = actions
    this.head.setAttribute('role', 'heading')
    this.head.append(this.number, ' ', this.title)
    this.dom.prepend(this.head)
    this.dom.append(this.foot)
    this.contentDOM.setAttribute('aria-labelledby', this.head.id)
    this.drawHead()
  }

  private get id(): string {
    return String(this.node.attrs.id)
  }

  /** Shows the number that the section has now; called when sections before it came or went. */
  showNumber(number: string, mark: HeadingMark): void {
    setText(this.number, shownNumber(number, mark))
  }

  protected override drawHead(): void {
    const { level, fixed, title, invites } = this.node.attrs
    this.dom.dataset.section = this.id
    this.dom.dataset.level = String(level)
    this.dom.classList.toggle('cs-section--appendix', appendixOf(this.node.attrs) !== null)
    this.head.setAttribute('aria-level', String(Number(level) + 1))
    const own = fixed === false && this.view.editable && this.open
    this.dom.classList.toggle('cs-section--own', own)
    if (own) this.drawTitleField(String(title))
    else this.title.replaceChildren(String(title))
    this.foot.replaceChildren(
      ...(invites === true && this.view.editable && this.open ? [this.inviteButton()] : []),
    )
  }

  private drawTitleField(title: string): void {
    const known = this.title.querySelector('textarea')
    if (known) {
      if (document.activeElement !== known) showTitle(known, title)
      return
    }
    const { texts, onRename, onRemove } = this.actions
    const field = element('textarea', {
      class: 'cs-title-field',
      rows: '1',
      'aria-label': texts.sectionTitle,
    })
    // As long as a title is, it wraps as the plan's titles do, also on paper: the frame holds a copy that gives it its height.
    const frame = element('span', { class: 'cs-title-frame' }, field)
    showTitle(field, title)
    field.addEventListener('input', () => showTitle(field, field.value.replaceAll(/[\r\n]+/gu, ' ')))
    field.addEventListener('change', () => {
      onRename(this.id, field.value, this.view)
      showTitle(field, String(this.node.attrs.title))
    })
    field.addEventListener('keydown', (event) => {
      if (event.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return
      if (event.key === 'Escape') showTitle(field, String(this.node.attrs.title))
      event.preventDefault()
      field.blur()
      this.view.focus()
    })
    const name = texts.removeSection(title)
    const remove = element(
      'button',
      { class: 'cs-remove-section', type: 'button', 'aria-label': name, title: name },
      '×',
    )
    remove.addEventListener('click', () => onRemove(this.id, this.view))
    this.title.replaceChildren(frame, remove)
  }

  private inviteButton(): HTMLElement {
    const { texts, onInvite } = this.actions
    const button = element('button', { class: 'cs-invite', type: 'button' }, texts.invite)
    button.addEventListener('click', () => onInvite(this.id, this.view))
    return button
  }
}
