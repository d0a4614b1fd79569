import { headingOf } from './heading.ts'
import { formatNumber, formatSectionNumber } from './numbering.ts'
import type { NumberStyle, SectionNumber } from './numbering.ts'
import type { Outline, OutlineSection } from './outline.ts'

/** The outline as a tree of text, for a terminal. */
export function printTree(outline: Outline): string {
  const lines = outline.sections.flatMap((section, index) => [
    `${formatSectionNumber(1, index + 1)}. ${section.title}`,
    ...branches(section, ''),
  ])
  return lines.map((line) => `${line}\n`).join('')
}

function branches(section: OutlineSection, indent: string): string[] {
  const open = section.invitesThemes
  const last = section.children.length - 1
  const lines = section.children.flatMap((child, index) => {
    const ends = index === last && !open
    const dot = child.level === 2 ? '.' : ''
    const number = `${formatSectionNumber(child.level, index + 1)}${dot}`
    return [
      `${indent}${ends ? '└─' : '├─'} ${number} ${child.title}`,
      ...branches(child, `${indent}${ends ? '   ' : '│  '}`),
    ]
  })
  return open ? [...lines, `${indent}└─ … (có thể thêm nội dung khác)`] : lines
}

/** How a printed plan numbers one level. */
export interface LevelStyle {
  readonly style: NumberStyle
  readonly punctuation: '.' | ')' | '-' | '/' | ''
  /** Dotted numbers repeat their parents: 1.3. */
  readonly dotted?: boolean
  /** No space after the number: *1.1.Đánh giá*. */
  readonly glued?: boolean
}

/** How a printed plan numbers its part *Nội dung* and the levels of sections in it. */
export interface PlanStyle {
  readonly content: LevelStyle
  readonly levels: readonly [LevelStyle, LevelStyle, LevelStyle, LevelStyle]
}

/** As in the shipped plan: II. → 1. → 1.1. → a). */
export const usualPlanStyle: PlanStyle = {
  content: { style: 'roman', punctuation: '.' },
  levels: [
    { style: 'arabic', punctuation: '.' },
    { style: 'arabic', punctuation: '.', dotted: true },
    { style: 'arabic', punctuation: '.', dotted: true },
    { style: 'letter', punctuation: ')' },
  ],
}

/**
 * The outline as the text of a plan that orders it: `outlineOf(parsePlan(printPlan(outline)))` is the outline, when its titles
 * can stand as headings (`isHeading`) and its guidance is the title itself or consists of sentences.
 */
export function printPlan(outline: Outline, title: string, style: PlanStyle = usualPlanStyle): string {
  const content: SectionNumber = { style: style.content.style, path: [1] }
  const paragraphs = [
    'KẾ HOẠCH',
    title,
    `${writeMarker(content, style.content)}Nội dung`,
    ...outline.sections.flatMap((section, index) => printSection(section, [index + 1], style)),
  ]
  return `${paragraphs.join('\n\n')}\n`
}

function printSection(section: OutlineSection, path: readonly number[], style: PlanStyle): string[] {
  const [first = '', ...more] = section.guidance.split('\n')
  // The plan's sentence alone says its title; other guidance is printed below the title.
  const words = headingOf(first) === section.title ? [first, ...more] : [section.title, first, ...more]
  const open = [...path, section.children.length + 1]
  return [
    markerOf(path, style) + (words[0] ?? ''),
    ...words.slice(1).filter((line) => line !== ''),
    ...section.children.flatMap((child, index) => printSection(child, [...path, index + 1], style)),
    ...(section.invitesThemes && path.length < 4 ? [`${markerOf(open, style).trim()} ...`] : []),
  ]
}

function markerOf(path: readonly number[], style: PlanStyle): string {
  const level = style.levels[path.length - 1] ?? style.levels[3]
  return writeMarker({ style: level.style, path: level.dotted ? path : path.slice(-1) }, level)
}

function writeMarker(number: SectionNumber, { punctuation, glued }: LevelStyle): string {
  return `${formatNumber(number)}${punctuation}${glued ? '' : ' '}`
}
