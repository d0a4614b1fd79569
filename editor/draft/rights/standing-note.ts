import type { Office } from '../../../report/wire/rest.ts'
import { element } from '../views/dom.ts'
import type { OpenRights } from './open-rights.ts'
import { type RightsTexts, sayStanding, stateOf } from './rights-texts.ts'
import type { Standing } from './standing.ts'

/** What the margin has room for; the sentence for the mouse and for screen readers names all of them. */
const MOST_SHOWN = 2

/**
 * Whose a section is and how it stands, in the sheet's margin: there it neither moves anybody's text when it changes, nor
 * changes where the lines will break on paper.
 */
export class StandingNote {
  readonly dom = element('div', {
    class: 'cs-standing',
    contenteditable: 'false',
    'aria-hidden': 'true',
    hidden: '',
  })
  /** The same as one sentence; empty when there is nothing to say. */
  sentence = ''

  show(standing: Standing, open: OpenRights, texts: RightsTexts): void {
    this.sentence = sayStanding(standing, open, texts)
    this.dom.title = this.sentence
    this.dom.hidden = this.sentence === ''
    this.dom.dataset.closed = standing.closed ?? ''
    const state = stateOf(standing, texts.text)
    this.dom.replaceChildren(
      ...standing.officeIds.slice(0, MOST_SHOWN).map((id) => chip(open.offices.get(id), texts)),
      ...(standing.officeIds.length > MOST_SHOWN ? [more(standing.officeIds.length - MOST_SHOWN)] : []),
      ...(state === '' ? [] : [element('span', { class: 'cs-standing-state' }, state)]),
    )
  }
}

function chip(office: Office | undefined, { text }: RightsTexts): HTMLElement {
  const made = element('span', { class: 'cs-office' }, office?.shortName ?? text.unknownOffice)
  if (office) made.style.setProperty('--office', office.color)
  return made
}

function more(count: number): HTMLElement {
  return element('span', { class: 'cs-office cs-office--more' }, `+${count}`)
}
