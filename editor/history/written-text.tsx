import { memo } from 'react'
import type { ReactNode } from 'react'

import type { Block, ContentSection, Inline, TextInline } from '../../report/content/content.ts'
import { isOwnImage } from '../../report/schema/figure.ts'
import { shownNumber } from '../draft/views/section-view.ts'
import type { HeadingMark } from '../draft/views/section-view.ts'
import { useText } from '../i18n/text.tsx'

/** Collects the footnotes of a part while it is drawn, so that they stand below it as on paper. */
type Notes = { next: number; readonly found: { readonly number: number; readonly text: string }[] }

type WrittenSectionProps = {
  readonly section: ContentSection
  readonly mark: HeadingMark
  /** How many footnotes stand before it. */
  readonly notesBefore: number
  /** What can be done with it; drawn in its heading. */
  readonly tools?: ((sectionId: string, name: string) => ReactNode) | undefined
}

/** A section as the sheet shows it, to be read. Drawn anew only when it says something else. */
export const WrittenSection = memo(function WrittenSection({
  section,
  mark,
  notesBefore,
  tools,
}: WrittenSectionProps) {
  const notes: Notes = { next: notesBefore + 1, found: [] }
  const { id, level, number, title, appendix, blocks } = section
  const { history: text } = useText()
  const body = drawBlocks(blocks, notes)
  return (
    <section
      className={`cs-section${appendix === null ? '' : ' cs-section--appendix'}`}
      data-section={id}
      data-level={level}
      id={sectionAnchor(id)}
    >
      <div className="cs-section-head" role="heading" aria-level={Math.min(6, level + 1)}>
        <span className="cs-section-number">{shownNumber(number, mark)}</span>{' '}
        <span className="cs-section-title">{title || text.untitled}</span>
        {tools?.(id, `${shownNumber(number, mark)} ${title || text.untitled}`.trim())}
      </div>
      <div className="cs-section-body">{body}</div>
      <NotesBelow notes={notes} />
    </section>
  )
})

/** The opening paragraphs. */
export const WrittenPreamble = memo(function WrittenPreamble({ blocks }: { blocks: readonly Block[] }) {
  const notes: Notes = { next: 1, found: [] }
  const body = drawBlocks(blocks, notes)
  return (
    <section className="cs-section cs-preamble" id={sectionAnchor('preamble')}>
      {body}
      <NotesBelow notes={notes} />
    </section>
  )
})

/** The id of a section's element on this page. */
export function sectionAnchor(sectionId: string): string {
  return `muc-${sectionId}`
}

function NotesBelow({ notes }: { notes: Notes }) {
  const { history: text } = useText()
  if (notes.found.length === 0) return null
  return (
    <ol className="history-notes" aria-label={text.footnotes}>
      {notes.found.map(({ number, text: words }) => (
        <li key={number}>
          <sup>{number}</sup> {words}
        </li>
      ))}
    </ol>
  )
}

/** Blocks as they stand on the sheet. Without `notes`, a footnote's text stands in brackets where it is. */
export function drawBlocks(blocks: readonly Block[], notes?: Notes): ReactNode[] {
  return blocks.map((block, index) => drawBlock(block, block.id || String(index), notes))
}

function drawBlock(block: Block, key: string, notes: Notes | undefined): ReactNode {
  switch (block.type) {
    case 'paragraph':
      return <p key={key}>{drawInline(block.inline, notes)}</p>
    case 'list': {
      const items = block.items.map((item, index) => <li key={index}>{drawBlocks(item, notes)}</li>)
      if (!block.ordered) return <ul key={key}>{items}</ul>
      return (
        <ol key={key} start={block.start} style={{ counterReset: `item ${block.start - 1}` }}>
          {items}
        </ol>
      )
    }
    case 'table':
      return (
        <div className="cs-table" key={key}>
          <table>
            <tbody>
              {block.rows.map((row, index) => (
                <tr key={index}>
                  {row.map(({ header, colspan, rowspan, blocks: within }, place) => {
                    const Cell = header ? 'th' : 'td'
                    return (
                      <Cell key={place} colSpan={colspan} rowSpan={rowspan}>
                        {drawBlocks(within, notes)}
                      </Cell>
                    )
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )
    case 'figure':
      return (
        <figure className="cs-figure" key={key}>
          <img
            className="cs-figure-image"
            {...(isOwnImage(block.src) ? { src: block.src } : {})}
            alt={block.alt}
            loading="lazy"
            {...(block.width === null ? {} : { width: block.width })}
          />
          <figcaption className="cs-caption">{drawInline(block.caption, notes)}</figcaption>
        </figure>
      )
    default:
      return block satisfies never
  }
}

/** Words with their marks. */
export function drawInline(inline: readonly Inline[], notes?: Notes): ReactNode[] {
  return inline.map((one, index) => {
    switch (one.type) {
      case 'text':
        return drawText(one, index)
      case 'break':
        return <br key={index} />
      case 'footnote': {
        if (!notes) {
          return (
            <small className="history-note-inside" key={index}>
              [{one.text}]
            </small>
          )
        }
        const number = notes.next
        notes.next += 1
        notes.found.push({ number, text: one.text })
        return (
          <sup className="cs-footnote-mark" title={one.text} key={index}>
            {number}
          </sup>
        )
      }
      default:
        return one satisfies never
    }
  })
}

function drawText({ text, marks }: TextInline, key: number): ReactNode {
  let drawn: ReactNode = text
  if (marks.superscript) drawn = <sup>{drawn}</sup>
  if (marks.subscript) drawn = <sub>{drawn}</sub>
  if (marks.underline) drawn = <u>{drawn}</u>
  if (marks.italic) drawn = <em>{drawn}</em>
  if (marks.bold) drawn = <strong>{drawn}</strong>
  return <span key={key}>{drawn}</span>
}
